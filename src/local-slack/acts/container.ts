import { isObject } from '../../base/index.js';
import { elementsOf, type PlacedElement } from '../block-kit/elements.js';
import type { Block, Channel, Json, Message, StateValues, View } from '../model.js';
import type { Container } from '../protocol.js';
import { payloadChannel } from '../push/payloads.js';
import { findEphemeral } from '../state/ephemerals.js';
import { getChannel, getMessage } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import { carriedState } from '../state/view-state.js';
import { findView } from '../state/views.js';
import type { Workspace } from '../state/workspace.js';

/** What an element stands in, as it is now. */
export type Found =
  | { type: 'view'; view: View }
  | { type: 'message'; channel: Channel; message: Message; is_ephemeral: boolean };

/** @throws refusal where this person does not see it, or it is gone */
export function getContainer(workspace: Workspace, container: Container, person: string): Found {
  if (container.type === 'view') {
    const found = findView(workspace, container);
    if (found?.user === person) return { type: 'view', view: found.view };
    throw refusal('not_found', `${person} has no view ${container.view_id} open.`);
  }
  const channel = getChannel(workspace, container.channel, person);
  const placed = findEphemeral(workspace, channel.id, container.ts);
  if (placed && placed.ephemeral_to !== person)
    throw refusal('message_not_found', 'Only another person sees that message.');
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

/** @throws refusal `element_not_found` that names what is there */
export function getElement(found: Found, block_id: string, action_id: string): PlacedElement {
  const all = elementsOf(blocksOf(found));
  const element = all.find((one) => one.block_id === block_id && one.action_id === action_id);
  if (element) return element;
  const there = all.map((one) => `${one.block_id}/${one.action_id}`).join(', ') || 'none';
  throw refusal('element_not_found', `No element ${block_id}/${action_id} there. These are: ${there}.`);
}

/** What all inputs hold before this act, for this person. */
export function stateOf(workspace: Workspace, found: Found, person: string): StateValues {
  if (found.type === 'view') return found.view.state.values;
  return carriedState(blocksOf(found), workspace.chosen.get(placeOf(found, person)) ?? {});
}

/** Lets them hold this from now on. */
export function keepState(workspace: Workspace, found: Found, person: string, values: StateValues): void {
  if (found.type === 'view') found.view.state = { values };
  else workspace.chosen.set(placeOf(found, person), values);
}

function placeOf({ channel, message }: Extract<Found, { type: 'message' }>, person: string): string {
  return `${person} ${channel.id} ${message.ts}`;
}

/** What a payload says about where it happened. */
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
