import { isObject } from '../../base/index.js';
import { carriedState, elementsOf, type PlacedElement } from '../../block-kit/index.js';
import { payloadChannel } from '../apps/payloads.js';
import type { StoredView } from '../apps/stored-view.js';
import { findView, keepValues } from '../apps/views.js';
import type { Block, Channel, Json, Message, StateValues } from '../model.js';
import type { Container } from '../protocol.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { findEphemeral } from '../workspaces/ephemerals.js';
import { getChannel, getMessage } from '../workspaces/find.js';
import { choices } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';

/** The current view or message that contains an element. */
export type Found =
  | { type: 'view'; stored: StoredView }
  | { type: 'message'; channel: Channel; message: Message; is_ephemeral: boolean };

/** @throws refusal if the person cannot see the container, or if the container no longer exists */
export async function getContainer(
  workspace: Workspace,
  container: Container,
  person: string,
): Promise<Found> {
  if (container.type === 'view') {
    const stored = await findView(workspace, container.view_id);
    if (stored?.user === person) return { type: 'view', stored };
    throw refusal('not_found', `${person} has no open view ${container.view_id}.`);
  }
  const channel = await getChannel(workspace, container.channel, person);
  const placed = await findEphemeral(workspace, channel.id, container.ts);
  if (placed && placed.ephemeral_to !== person)
    throw refusal('message_not_found', 'This message is ephemeral and visible to another person only.');
  const message = placed?.message ?? (await getMessage(workspace, channel, container.ts));
  return { type: 'message', channel, message, is_ephemeral: placed !== undefined };
}

export function blocksOf(found: Found): Block[] {
  if (found.type === 'view') return found.stored.view.blocks;
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
export async function stateOf({ db }: Workspace, found: Found, person: string): Promise<StateValues> {
  if (found.type === 'view') return found.stored.view.state.values;
  const { channel, message } = found;
  const chosen = await db.find(choices, keyOf(person, channel.id, message.ts));
  return carriedState(blocksOf(found), chosen?.values ?? {});
}

/** Stores the values that this person's inputs hold after the act. @returns the container with these values */
export function keepState(
  workspace: WritableWorkspace,
  found: Found,
  person: string,
  values: StateValues,
): Found {
  if (found.type === 'view') return { ...found, stored: keepValues(workspace, found.stored, values) };
  const { channel, message } = found;
  workspace.db.put(choices, { user: person, channel: channel.id, ts: message.ts, values });
  return found;
}

/** The fields of a payload that describe the container. */
export function containerFields(found: Found): Json {
  if (found.type === 'view') {
    const { view } = found.stored;
    return { container: { type: 'view', view_id: view.id }, view };
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
