import type { Channel, EphemeralMessage } from '../model.js';
import type { PlacedMessage } from '../protocol.js';
import { keyOf } from '../store/collection.js';
import type { Range } from '../store/store.js';
import { currentMessage, findMessage } from '../workspaces/find.js';
import { repliesTo } from '../workspaces/threads.js';
import { ephemerals, messages } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

const PAGE = 50;

/**
 * The newest 50 messages that the channel itself shows, oldest first, with the ephemeral messages that the person has
 * seen between them.
 *
 * @param before leaves out the messages with this `ts` and later ones
 */
export async function newestMessages(
  workspace: Workspace,
  { channel, person, before }: { channel: Channel; person: string; before?: string },
): Promise<{ messages: PlacedMessage[]; has_more: boolean }> {
  const limit = PAGE + 1;
  const newest = await workspace.db.list(messages, 'top', channel.id, { before, limit, newestFirst: true });
  const has_more = newest.length > PAGE;
  const posted = await Promise.all(
    newest
      .slice(0, PAGE)
      .reverse()
      .map(async (one) => ({ ...one, message: await currentMessage(workspace, one) })),
  );
  const from = has_more ? posted[0]?.message.ts : undefined;
  const own = await ephemeralsOf(workspace, { channel, person, range: { from, before } });
  return { messages: byTime([...posted, ...own.filter(({ message }) => !message.thread_ts)]), has_more };
}

/**
 * The parent of a thread and its replies, with the ephemeral messages that the person has seen there. Empty if there is
 * no such thread. Without the parent if it was deleted.
 *
 * @param ts of the parent or of a reply
 */
export async function threadMessages(
  workspace: Workspace,
  { channel, person, ts }: { channel: Channel; person: string; ts: string },
): Promise<PlacedMessage[]> {
  const parentTs = (await findMessage(workspace, channel.id, ts))?.thread_ts ?? ts;
  const parent = await findMessage(workspace, channel.id, parentTs);
  const replies = await repliesTo(workspace, channel.id, parentTs);
  const own = await ephemeralsOf(workspace, { channel, person, range: { from: parentTs } });
  return byTime([
    ...(parent ? [parent, ...replies] : replies).map((message) => ({ channel: channel.id, message })),
    ...own.filter(({ message }) => message.thread_ts === parentTs),
  ]);
}

function ephemeralsOf(
  { db }: Workspace,
  { channel, person, range }: { channel: Channel; person: string; range: Range },
): Promise<EphemeralMessage[]> {
  return db.list(ephemerals, 'user', keyOf(channel.id, person), range);
}

function byTime(placed: PlacedMessage[]): PlacedMessage[] {
  return placed.sort((a, b) => (a.message.ts < b.message.ts ? -1 : 1));
}
