import type { Pool } from 'pg';
import { type Batcher, type BatcherOptions, createBatcher, HavocError } from '../base/index.js';
import { isDataFault } from '../db/index.js';
import { countUnsettled, createBacklog } from './backlog.js';
import { createClaim } from './claim.js';
import { claimBehind } from './claim-behind.js';
import { commit } from './commit.js';
import type { LeaseRef, NewEnvelope } from './envelope.js';
import { createHints } from './hints.js';
import type { Burial, Deceased, Inbox, Postponement } from './inbox.js';
import { type Parking, park, unpark } from './park.js';
import { extend, postpone, putBack, redirect, release } from './postpone.js';
import { bury, type Ending, settle } from './settle.js';
import { createUnderWay } from './under-way.js';
import { untilUndisputed } from './until-undisputed.js';

export interface InboxOptions {
  pool: Pool;
  /** The duration of a lease. */
  leaseMs: number;
  /** The UUID of this process. No other process on the database has the same. */
  replica: string;
  /** The number of unsettled envelopes at which the inbox refuses more; 1,000,000 if absent. */
  backlogLimit?: number;
  /** Called when that limit is reached, and when there is room again. */
  onFull?: (isFull: boolean) => void;
  /**
   * How many bytes may be on their way to the database; 32 MiB if absent. They take several times as much
   * memory.
   */
  mostUnderWayBytes?: number;
  /** Called when `mostUnderWayBytes` is reached, and when there is room again. */
  onBusy?: (isBusy: boolean) => void;
}

/** The most payload bytes in one statement. */
const MOST_BYTES = 16 * 1024 * 1024;
/**
 * The approximate number of bytes that an envelope takes in addition to its payload until it is committed.
 */
const BESIDE_BYTES = 4 * 1024;
/** Shorter than for settlements, because Slack waits for a commit and nothing waits for most settlements. */
const COMMIT_GATHER_MS = 2;
const SETTLE_GATHER_MS = 5;
const MOST_ITEMS = 500;

/** Creates the inbox of one process. Any number of inboxes can share a database. */
export function createInbox(options: InboxOptions): Inbox {
  const { pool, leaseMs, replica, backlogLimit = 1_000_000, onFull } = options;
  const { mostUnderWayBytes = 32 * 1024 * 1024, onBusy } = options;
  const underWay = createUnderWay({ mostBytes: mostUnderWayBytes, onBusy });
  const listeners: ((envelope: NewEnvelope) => void)[] = [];
  const deadListeners: ((dead: Deceased) => void)[] = [];
  const readyListeners: (() => void)[] = [];
  const hints = createHints();
  let room = 0;
  const backlog = createBacklog({
    async count() {
      const counted = await countUnsettled(pool, backlogLimit);
      room = counted.room;
      return counted.count;
    },
    limit: backlogLimit,
    onFull,
  });
  /** The approximate number of rows in the table, including dead ones that are not vacuumed yet. */
  const tableRows = () => Math.max(backlog.known(), room);
  const commits = batched({
    run: (envelopes: NewEnvelope[]) => commit(pool, envelopes, { leaseMs, onDue: hints.add }),
    weigh: ({ payload }) => payload.length,
    maxWeight: MOST_BYTES,
    gatherMs: COMMIT_GATHER_MS,
  });
  const settlements = batched({
    run: (batch: Ending[]) => settle(pool, batch, { tableRows: tableRows(), onFree: hints.add }),
    gatherMs: SETTLE_GATHER_MS,
    // The next envelope of the conversation waits for this settlement.
    isUrgent: ({ nextId }) => nextId !== undefined,
  });
  const postponements = batched({ run: (batch: Postponement[]) => postpone(pool, batch) });
  const burials = batched({ run: (batch: Burial[]) => bury(pool, batch) });
  const extensions = batched({ run: (batch: LeaseRef[]) => extend(pool, batch, leaseMs, tableRows()) });
  const parkings = batched({ run: (batch: Parking[]) => park(pool, batch) });
  const claim = createClaim({
    pool,
    leaseMs,
    replica,
    tableRows,
    hints,
    onRested: () => {
      for (const listener of readyListeners) listener();
    },
    onDead: (dead) => {
      for (const listener of deadListeners) listener(dead);
    },
  });

  return {
    leaseMs,
    async commit(envelope) {
      const committed = await underWay(envelope.payload.length + BESIDE_BYTES, async () => {
        if (await backlog.isFull()) throw full(backlogLimit);
        return commits.add(envelope);
      });
      if (committed.id === undefined) return committed;
      backlog.add(1);
      if (envelope.lease === undefined) for (const listener of listeners) listener(envelope);
      return committed;
    },
    claim,
    claimBehind: (lasts, given) => claimBehind(pool, lasts, { ...given, leaseMs, replica }),
    settle: ({ id, lease }) => settlements.add({ id, lease }).then(({ isOurs }) => isOurs),
    settleBefore: ({ id, lease }, nextId) => settlements.add({ id, lease, nextId }),
    postpone: (postponement) => postponements.add(postponement),
    bury: (burial) => burials.add(burial),
    extend: (lease) => extensions.add(lease),
    release: (attempts) => release(pool, attempts),
    putBack: (attempts, keeper) => putBack(pool, attempts, keeper),
    redirect: (attempts, to) => redirect(pool, attempts, to),
    park: ({ id, lease, attempt }, forMs) => parkings.add({ id, lease, attempt, delayMs: forMs }),
    unpark: () => unpark(pool),
    backlog: backlog.count,
    onCommitted: (listener) => void listeners.push(listener),
    onReady: (listener) => void readyListeners.push(listener),
    onDead: (listener) => void deadListeners.push(listener),
    idle: async () => {
      await Promise.all([commits, settlements, postponements, burials].map((batcher) => batcher.idle()));
    },
  };
}

/** Gathers items into one statement. The statement runs again if it lost a conflict with another one. */
function batched<In, Out>({
  run,
  ...options
}: Omit<BatcherOptions<In, Out>, 'maxItems' | 'isItemsFault'>): Batcher<In, Out> {
  return createBatcher({
    ...options,
    run: (items) => untilUndisputed(() => run(items)),
    maxItems: MOST_ITEMS,
    isItemsFault: isDataFault,
  });
}

function full(limit: number): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'inbox.full',
    message:
      `The inbox is full: ${limit} envelopes wait for the app, the most that HAVOC_BACKLOG_LIMIT allows. ` +
      'Make sure that the app is connected and keeps up.',
  });
}
