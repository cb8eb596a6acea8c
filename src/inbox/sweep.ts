import type { Pool } from 'pg';

const BATCH = 5_000;

/**
 * Deletes what was settled before `before`, in batches so that no lock is held for long. Keep it at least 25
 * hours: a settled envelope is what tells a late retry of Slack's from a new event.
 *
 * @returns how many went
 */
export async function sweepSettled(pool: Pool, before: Date, signal?: AbortSignal): Promise<number> {
  let total = 0;
  let deleted = BATCH;
  while (deleted === BATCH && !signal?.aborted) {
    const { rowCount } = await pool.query({
      name: 'inbox_sweep',
      text: `
        delete from havoc_internal.envelope where id in (
          select id from havoc_internal.envelope where settled_at < $1 limit $2
        )`,
      values: [before, BATCH],
    });
    deleted = rowCount ?? 0;
    total += deleted;
  }
  return total;
}
