import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '../base/index.js';
import type { Logger } from '../log/index.js';

/** How to store a new token of which there is no other copy. */
export interface UntilStoredOptions {
  log: Logger;
  tenant: string;
  /** Aborts when havoc stops. After five more failures, the token is lost. Without it, the tries never end. */
  stopping?: AbortSignal | undefined;
}

const BACKOFF = { firstMs: 50, mostMs: 1_000 };
const MOST_TRIES_WHILE_STOPPING = 5;

/**
 * Repeats until the database has stored a new token, because there is no other copy of it.
 *
 * @throws the error of `store`, if havoc stops
 */
export async function untilStored<T>(
  store: () => Promise<T>,
  { log, tenant, stopping }: UntilStoredOptions,
): Promise<T> {
  let left = MOST_TRIES_WHILE_STOPPING;
  for (let attempt = 1; ; attempt++) {
    try {
      return await store();
    } catch (failure) {
      if (stopping?.aborted && --left === 0) throw failure;
      log.error({ err: failure, tenant, attempt }, 'a new token could not be stored; havoc tries again');
      await wait(backoffMs(stopping?.aborted ? 1 : attempt, BACKOFF));
    }
  }
}
