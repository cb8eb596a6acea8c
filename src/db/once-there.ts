import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';

export interface OnceThereOptions {
  /** How long to try, in milliseconds. */
  waitMs: number;
  /** Called before each pause, with the failure that causes it. */
  onAway: (failure: unknown) => void;
  /** Aborts the wait. */
  stop: AbortSignal | undefined;
}

const RETRY = { firstMs: 200, mostMs: 5_000 };

/**
 * Calls `start`, which needs the database. If the database is not reachable, or goes away during the start, calls `start`
 * again until it succeeds. This covers a pod that starts before its database.
 *
 * @param start must leave nothing behind if it fails
 * @throws the last failure when the time is over, or at once a failure that waiting does not fix
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

/**
 * Codes of temporary errors: Node.js's codes of a broken connection, and the SQLSTATEs of a broken connection, of a
 * server that is starting or stopping, of too many connections, and of a server that has become a standby.
 */
const AWAY = /^(E[A-Z_]+|08\w{3}|57P\d\d|53300|25006)$/;
/** Messages of pg's own errors about a lost connection, which have no code. */
const GIVEN_UP = /timeout|terminated/i;

/** True if the database is not reachable, so that waiting may help. A wrong password or a missing database does not count. */
export function isAway(failure: unknown): boolean {
  if (failure instanceof HavocError) {
    return failure.code === 'db.unreachable' && !/^(28|3D)/.test(codeOf(failure.cause));
  }
  return AWAY.test(codeOf(failure)) || (failure instanceof Error && GIVEN_UP.test(failure.message));
}

function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : '';
}
