import type { Pool } from 'pg';

/** How many envelopes are unsettled, known well enough to refuse more of them at no cost. */
export interface Backlog {
  /** Counts them, no further than the limit. */
  count(): Promise<number>;
  /** By the last count and what was added here since; waits for a new count only to refuse by the latter, or to take up again. */
  isFull(): Promise<boolean>;
  add(committed: number): void;
  /** As of the last count, with what was added here since that was begun. */
  known(): number;
}

export interface BacklogOptions {
  count: () => Promise<number>;
  limit: number;
  /** Told when it becomes full, and when there is room again. */
  onFull?: (isFull: boolean) => void;
  /** Milliseconds on a clock that only goes forward. */
  now?: () => number;
}

const FRESH_MS = 1_000;
/** Counting must not become the work: it takes up to this part of the time. */
const SHARE = 0.02;
/** Of the limit: so much may have been added here, and settled meanwhile, before that is counted. */
const UNCERTAIN = 0.05;

/**
 * A count costs as much as is unsettled, so it is repeated the less often the longer it took. Between counts the
 * replicas know of their own commits alone, and so may go past the limit by what they take together within seconds.
 */
export function createBacklog(options: BacklogOptions): Backlog {
  const { limit, onFull = () => undefined, now = () => performance.now() } = options;
  let known = 0;
  let counted = 0;
  let addedMeanwhile = 0;
  let wasFull = false;
  let staleAt = -Infinity;
  let counting: Promise<number> | undefined;

  function note(unsettled: number): void {
    known = unsettled;
    const isFull = known >= limit;
    if (isFull !== wasFull) onFull(isFull);
    wasFull = isFull;
  }

  async function countAgain(): Promise<number> {
    const begun = now();
    addedMeanwhile = 0;
    counted = await options.count();
    // The count may have seen these or not; where they are many, it counts again before it refuses by them.
    note(counted + addedMeanwhile);
    staleAt = now() + Math.max(FRESH_MS, (now() - begun) / SHARE);
    return counted;
  }

  /** What was added here since the last count may be settled by now. */
  function isDoubtful(): boolean {
    return wasFull && known - counted > limit * UNCERTAIN;
  }

  function countOnce(): Promise<number> {
    counting ??= countAgain().finally(() => {
      counting = undefined;
    });
    return counting;
  }

  return {
    count: countOnce,
    async isFull() {
      if (now() >= staleAt || isDoubtful()) {
        const count = countOnce();
        // Where the database fails, the commit itself fails next, and says more.
        if (wasFull) await count;
        else count.catch(() => undefined);
      }
      return wasFull;
    },
    add(committed) {
      addedMeanwhile += committed;
      note(known + committed);
    },
    known: () => known,
  };
}

/** What is unsettled, and the table that it is in, which is as large as it once had to be. */
export interface Counted {
  count: number;
  /** About how many rows have room in the table, living or dead. */
  room: number;
}

/** Of the table, about. */
const ROW_BYTES = 200;

/** Counts what is unsettled through a small index, no further than the limit. */
export async function countUnsettled(pool: Pool, limit: number): Promise<Counted> {
  const { rows } = await pool.query<{ count: string; bytes: string }>(
    `select count(*), pg_relation_size('havoc_internal.unsettled') as bytes
    from (select from havoc_internal.unsettled limit $1) as counted`,
    [limit],
  );
  const [counted] = rows;
  return { count: Number(counted?.count), room: Number(counted?.bytes) / ROW_BYTES };
}
