import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import {
  claimKey,
  claimOrCreateKey,
  releaseClaim,
  renewClaim,
  type Settlement,
  settleClaim,
} from './claim-store.js';
import type { LedgerRecord } from './ledger-record.js';

export interface HoldKeyOptions {
  db: Pick<Database, 'prisma'>;
  log: Logger;
  /** How long a claim lasts after its holder has died. */
  claimMs: number;
  /** How long a caller waits for a key that another caller holds. */
  waitMs: number;
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface HoldKey {
  team_id: string;
  key: string;
  /** Creates the key if it is new, for a message in this channel. */
  create?: { channel: string };
  signal?: AbortSignal;
}

/** A key that the caller holds. */
export interface HeldKey {
  record: LedgerRecord;
  /** Records what was done in Slack, and releases the key. Resolves to undefined if the claim was lost. */
  settle(done: Settlement): Promise<LedgerRecord | undefined>;
}

const MOST_SETTLE_TRIES = 5;

/**
 * Makes a lock that lets one caller in the whole fleet work on a key at a time. The claim is stored in columns of the
 * message's row, so no transaction stays open. It is renewed while the holder calls Slack, released when the holder is
 * done or fails, and taken over after the holder has died.
 */
export function createHoldKey(options: HoldKeyOptions) {
  const { db, log, claimMs, waitMs } = options;
  const { sleep = (ms, signal) => wait(ms, undefined, { signal }) } = options;

  /**
   * @returns the result of `body`; undefined, without running `body`, if the key does not exist and is not created
   */
  return async function holdKey<T>(
    hold: HoldKey,
    body: (held: HeldKey) => Promise<T>,
  ): Promise<T | undefined> {
    const claim = { team_id: hold.team_id, key: hold.key, claim: randomUUID(), claimMs };
    const record = await take(hold, claim);
    if (record === 'absent') return undefined;
    const renewal = setInterval(() => {
      renewClaim(db.prisma, record.id, claim).catch((thrown) => {
        log.warn({ err: thrown, key: hold.key }, 'messages: a claim could not be renewed');
      });
    }, claimMs / 3);
    let settled = false;
    const settle = async (done: Settlement) => {
      const after = await settlePersistently(record.id, claim.claim, done);
      settled = true;
      return after;
    };
    try {
      return await body({ record, settle });
    } finally {
      clearInterval(renewal);
      if (!settled) await release(record.id, claim.claim);
    }
  };

  async function take(
    { create, signal }: HoldKey,
    claim: Parameters<typeof claimKey>[1],
  ): Promise<LedgerRecord | 'absent'> {
    if (signal?.aborted) throw cancelled(claim.key, signal.reason);
    let waitedMs = 0;
    for (let attempt = 1; ; attempt++) {
      const taken = create
        ? await claimOrCreateKey(db.prisma, claim, create.channel)
        : await claimKey(db.prisma, claim);
      if (taken) return taken;
      if (waitedMs >= waitMs) throw busy(claim.key, waitMs);
      const ms = Math.min(backoffMs(attempt, { firstMs: 30, mostMs: 500 }), waitMs - waitedMs);
      await sleep(ms, signal).catch((thrown) => {
        throw cancelled(claim.key, thrown);
      });
      waitedMs += ms;
    }
  }

  /** Settles, and retries while the database fails: what was done in Slack cannot be undone. */
  async function settlePersistently(id: bigint, claim: string, done: Settlement) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await settleClaim(db.prisma, id, claim, done);
      } catch (thrown) {
        if (attempt >= MOST_SETTLE_TRIES) throw notRemembered(done, thrown);
        log.warn({ err: thrown, attempt }, 'messages: the ledger could not be written; trying again');
        await sleep(backoffMs(attempt, { firstMs: 100, mostMs: 2_000 }));
      }
    }
  }

  async function release(id: bigint, claim: string): Promise<void> {
    try {
      await releaseClaim(db.prisma, id, claim);
    } catch (thrown) {
      log.warn({ err: thrown }, 'messages: a claim could not be released; it expires by itself');
    }
  }
}

function busy(key: string, waitMs: number): HavocError {
  return new HavocError({
    kind: 'aborted',
    code: 'messages.busy',
    message: `Another call has been working on the message '${key}' for more than ${waitMs} ms. Try again.`,
    fields: { key },
  });
}

function cancelled(key: string, cause: unknown): HavocError {
  return new HavocError({
    kind: 'cancelled',
    code: 'messages.cancelled',
    message: `The call was cancelled while it waited for the message '${key}'. Nothing was changed.`,
    fields: { key },
    cause,
  });
}

function notRemembered({ channel, ts }: Settlement, cause: unknown): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'messages.not_remembered',
    message:
      'Slack has made the change, but PostgreSQL could not record it in the ledger. ' +
      'Check the database. Another Upsert under the same key may post a second message.',
    fields: { channel, ts },
    cause,
  });
}
