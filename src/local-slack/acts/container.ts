import { isObject } from '../../base/index.js';
import { carriedState, elementsOf, type PlacedElement } from '../../block-kit/index.js';
import type { Block, Channel, Json, Message, StateValues, View } from '../model.js';
import type { Container } from '../protocol.js';
import { payloadChannel } from '../push/payloads.js';
import { findEphemeral } from '../state/ephemerals.js';
import { getChannel, getMessage } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import { findView } from '../state/views.js';
import type { Workspace } from '../state/workspace.js';

/** The current view or message that contains an element. */
export type Found =
  | { type: 'view'; view: View }
  | { type: 'message'; channel: Channel; message: Message; is_ephemeral: boolean };

/** @throws refusal if the person cannot see the container, or if the container no longer exists */
export function getContainer(workspace: Workspace, container: Container, person: string): Found {
  if (container.type === 'view') {
    const found = findView(workspace, container);
    if (found?.user === person) return { type: 'view', view: found.view };
    throw refusal('not_found', `${person} has no open view ${container.view_id}.`);
  }
  const channel = getChannel(workspace, container.channel, person);
  const placed = findEphemeral(workspace, channel.id, container.ts);
  if (placed && placed.ephemeral_to !== person)
    throw refusal('message_not_found', 'This message is ephemeral and visible to another person only.');
  const message = placed?.message ?? getMessage(workspace, channel, container.ts);
  return { type: 'message', channel, message, is_ephemeral: placed !== undefined };
}

export function blocksOf(found: Found): Block[] {
  if (found.type === 'view') return found.view.blocks;
  const attached = (found.message.attachments ?? []).flatMap(({ blocks }) =>
    Array.isArray(blocks) ? blocks.filter((one): one is Block => isObject(one)) : [],
  );
  return [...(found.message.blocks ?? []), ...attached];
}

/** @throws refusal `element_not_found`, whose message lists the elements of the container */
export function getElement(found: Found, block_id: string, action_id: string): PlacedElement {
  const all = elementsOf(blocksOf(found));
  const element = all.find((one) => one.block_id === block_id && one.action_id === action_id);
  if (element) return element;
  const existing = all.map((one) => `${one.block_id}/${one.action_id}`).join(', ') || 'none';
  throw refusal(
    'element_not_found',
    `There is no element ${block_id}/${action_id}. Elements (block_id/action_id): ${existing}.`,
  );
}

/** The values that this person's inputs hold before the act. */
export function stateOf(workspace: Workspace, found: Found, person: string): StateValues {
  if (found.type === 'view') return found.view.state.values;
  return carriedState(blocksOf(found), workspace.chosen.get(placeOf(found, person)) ?? {});
}

/** Stores the values that this person's inputs hold after the act. */
export function keepState(workspace: Workspace, found: Found, person: string, values: StateValues): void {
  if (found.type === 'view') found.view.state = { values };
  else workspace.chosen.set(placeOf(found, person), values);
}

function placeOf({ channel, message }: Extract<Found, { type: 'message' }>, person: string): string {
  return `${person} ${channel.id} ${message.ts}`;
}

/** The fields of a payload that describe the container. */
export function containerFields(found: Found): Json {
  if (found.type === 'view') {
    return { container: { type: 'view', view_id: found.view.id }, view: found.view };
  }
  const { channel, message, is_ephemeral } = found;
  const { ts: message_ts, thread_ts } = message;
  return {
    container: {
      type: 'message',
      message_ts,
      channel_id: channel.id,
      is_ephemeral,
      ...(thread_ts && { thread_ts }),
    },
    channel: payloadChannel(channel),
    ...(!is_ephemeral && { message }),
  };
}
