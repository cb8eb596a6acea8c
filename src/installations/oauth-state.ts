import type { Tx } from '../db/index.js';

/** Uses up the state of an install. Returns false if it was used before. Also removes states that have expired. */
export async function useStateOnce(tx: Tx, id: string, expires_at: Date, now: Date): Promise<boolean> {
  await tx.oauthState.deleteMany({ where: { expires_at: { lt: now } } });
  const { count } = await tx.oauthState.createMany({ data: [{ id, expires_at }], skipDuplicates: true });
  return count > 0;
}
