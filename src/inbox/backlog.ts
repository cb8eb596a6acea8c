import type { Pool } from 'pg';

/** How many envelopes are unsettled, known well enough to refuse more of them at no cost. */
export interface Backlog {
  /** Counts them, no further than the limit. */
  count(): Promise<number>;
  /** By the last count and what was added here since; waits for a count only where none is recent. */
  isFull(): Promise<boolean>;
  add(committed: number): void;
}

export interface BacklogOptions {
  pool: Pool;
  limit: number;
  /** Milliseconds on a clock that only goes forward. */
  now?: () => number;
}

const FRESH_MS = 1_000;
/** Counting must not become the work: it takes up to this part of the time. */
const SHARE = 0.02;

/**
 * A count costs as much as is unsettled, so it is repeated the less often the longer it took, and sooner only while
 * it says that the limit is reached. Between counts the replicas know of their own commits alone, and so may go past
 * the limit by what they take together within seconds.
 */
export function createBacklog({ pool, limit, now = () => performance.now() }: BacklogOptions): Backlog {
  let known = 0;
  let staleAt = -Infinity;
  let counting: Promise<number> | undefined;

  async function count(): Promise<number> {
    const begun = now();
    const { rows } = await pool.query<{ count: string }>({
      text: 'select count(*) from (select from havoc_internal.unsettled limit $1) as counted',
      values: [limit],
    });
    known = Number(rows[0]?.count);
    const tookMs = now() - begun;
    staleAt = now() + Math.max(FRESH_MS, tookMs / SHARE);
    return known;
  }

  function countOnce(): Promise<number> {
    counting ??= count().finally(() => {
      counting = undefined;
    });
    return counting;
  }

  return {
    count: countOnce,
    async isFull() {
      if (now() >= staleAt) {
        const counted = countOnce();
        // A failing database fails the commit itself, which says more.
        if (known < limit) counted.catch(() => undefined);
        else await counted;
      }
      return known >= limit;
    },
    add(committed) {
      known += committed;
    },
  };
}
