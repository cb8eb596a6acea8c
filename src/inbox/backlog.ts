import type { Pool } from 'pg';

/**
 * Estimates the number of unsettled envelopes, so that a full inbox can refuse new ones without a query each
 * time.
 */
export interface Backlog {
  /** Counts the unsettled envelopes, no further than the limit. */
  count(): Promise<number>;
  /**
   * True if the inbox refuses new envelopes, judged by the last count plus what was added here since. It
   * waits for a new count only while the backlog is full, and only if the last count is old or much was added
   * here since.
   */
  isFull(): Promise<boolean>;
  add(committed: number): void;
  /** The last count plus what was added here since that count began. */
  known(): number;
}

export interface BacklogOptions {
  count: () => Promise<number>;
  limit: number;
  /** Called when the backlog becomes full, and when there is room again. */
  onFull?: (isFull: boolean) => void;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
}

const FRESH_MS = 1_000;
/** The largest share of the time that counting may take. */
const SHARE = 0.02;
/**
 * A full backlog is counted again if more than this part of the limit was added here since the last count.
 */
const UNCERTAIN = 0.05;

/**
 * Creates the backlog of one replica. The cost of a count grows with the number of unsettled envelopes, so a
 * slow count is repeated less often. Between counts each replica knows only its own commits. So the replicas
 * together may exceed the limit by what they commit within seconds.
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
    // The count may or may not include what was added meanwhile. If much was added, `isFull` counts again
    // before it refuses.
    note(counted + addedMeanwhile);
    staleAt = now() + Math.max(FRESH_MS, (now() - begun) / SHARE);
    return counted;
  }

  /**
   * True if the backlog is full, but much of it was added here since the last count and may be settled by
   * now.
   */
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
        // If the database fails, the commit itself fails next, with a better error.
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

/**
 * The number of unsettled envelopes, and the size of their table, which does not shrink when envelopes are
 * settled.
 */
export interface Counted {
  count: number;
  /** About how many rows fit into the table, live and dead. */
  room: number;
}

/** The approximate size of a row of the table. */
const ROW_BYTES = 200;

/** Counts the unsettled envelopes through a small index, no further than the limit. */
export async function countUnsettled(pool: Pool, limit: number): Promise<Counted> {
  const { rows } = await pool.query<{ count: string; bytes: string }>(
    `select count(*), pg_relation_size('havoc_internal.unsettled') as bytes
    from (select from havoc_internal.unsettled limit $1) as counted`,
    [limit],
  );
  const [counted] = rows;
  return { count: Number(counted?.count), room: Number(counted?.bytes) / ROW_BYTES };
}
