import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';

export interface OnceThereOptions {
  /** How long to try, in milliseconds. */
  waitMs: number;
  /** Told why it waits, before each pause. */
  onAway: (failure: unknown) => void;
  /** Ends the waiting. */
  stop: AbortSignal | undefined;
}

const RETRY = { firstMs: 200, mostMs: 5_000 };

/**
 * Starts what needs the database; where that is away, or goes in the middle of it, as when a pod starts before it,
 * once more from the beginning, until it is there.
 *
 * @param start leaves nothing behind where it fails
 * @throws the last failure, when the time is up; at once what no waiting mends
 */
export async function onceThere<T>(
  start: () => Promise<T>,
  { waitMs, onAway, stop }: OnceThereOptions,
): Promise<T> {
  const end = performance.now() + waitMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (failure) {
      const pauseMs = backoffMs(attempt, RETRY);
      if (!isAway(failure) || stop?.aborted || performance.now() + pauseMs > end) throw failure;
      onAway(failure);
      await wait(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

/** Broken connections, SQLSTATE's classes of them and of a server that starts, stops or is a standby now; pg's own words. */
const AWAY = /^(E[A-Z_]+|08\w{3}|57P\d\d|53300|25006)$/;
const GIVEN_UP = /timeout|terminated/i;

/** Whether the database is not there, or went; no waiting gives the user its rights, or makes the database. */
export function isAway(failure: unknown): boolean {
  if (failure instanceof HavocError) {
    return failure.code === 'db.unreachable' && !/^(28|3D)/.test(codeOf(failure.cause));
  }
  return AWAY.test(codeOf(failure)) || (failure instanceof Error && GIVEN_UP.test(failure.message));
}

function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : '';
}
