import type { Act, Result, Update } from '../../local-slack/protocol.js';
import { withPage, withThread, withUpdate } from './history.js';
import { recount, type ShownWorkspace, withHistory } from './shown-workspace.js';

export type ReadAct = Extract<Act, { type: 'read_channel' | 'read_thread' }>;

/** The workspace with the users and channels of a result that the page did not know yet. */
export function withKnown(workspace: ShownWorkspace, { users = [], channels = [] }: Result): ShownWorkspace {
  const known = { users: added(workspace.users, users), channels: added(workspace.channels, channels) };
  const isSame = known.users === workspace.users && known.channels === workspace.channels;
  return isSame ? workspace : { ...workspace, ...known };
}

function added<Item extends { id: string }>(
  map: ReadonlyMap<string, Item>,
  items: readonly Item[],
): ReadonlyMap<string, Item> {
  const unknown = items.filter(({ id }) => !map.has(id));
  return unknown.length === 0 ? map : new Map([...map, ...unknown.map((item) => [item.id, item] as const)]);
}

interface Read {
  act: ReadAct;
  result: Result;
  /** The updates that came while the page waited for the result. */
  since: readonly Update[];
}

/**
 * The workspace with messages that were read. The server may have read them before or after a change that came in the
 * meantime. The updates are applied to them once more, because that makes both orders end the same.
 */
export function withRead(workspace: ShownWorkspace, { act, result, since }: Read): ShownWorkspace {
  const { channel } = act;
  const before = workspace.histories.get(channel);
  const isGone = !workspace.channels.has(channel);
  if (isGone || (act.type === 'read_thread' && !before)) return workspace;
  const read =
    before && act.type === 'read_thread' ? withThread(before, act.ts, result) : withPage(before, result);
  const isHere = (update: Update) => 'channel' in update && update.channel === channel;
  const history = since.filter(isHere).reduce(withUpdate, read);
  return recount(withHistory(workspace, channel, history), channel);
}
