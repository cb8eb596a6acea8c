import type { Tx } from '../db/index.js';
import { packNotices } from './notices.js';

/**
 * Sends notices to all replicas when the transaction commits. Unlike `Fleet.notify`, they arrive even if this process
 * dies right after the commit. A commit with notices takes a lock of the whole database for a moment, so this is for
 * rare changes only.
 *
 * @param from the replica that needs no notice; a process outside the fleet gives an id of its own
 * @param payloads ids only
 */
export async function notifyWithin(
  tx: Tx,
  { from, topic, payloads }: { from: string; topic: string; payloads: readonly object[] },
): Promise<void> {
  const notices = payloads.map((payload) => ({ topic, payload, to: undefined }));
  for (const { channel, payload } of packNotices(from, topic, notices))
    await tx.$queryRaw`select count(pg_notify(${channel}, ${payload}))`;
}
