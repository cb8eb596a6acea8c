import type { Pool } from 'pg';
import { createBatcher } from '../base/index.js';
import { isDataFault } from '../db/index.js';
import { claim, type Except } from './claim.js';
import { type Committed, commit } from './commit.js';
import type { ClaimedEnvelope, LeaseRef, NewEnvelope } from './envelope.js';
import { type Parking, park, unpark } from './park.js';
import { extend, type Postponement, postpone, putBack, release } from './postpone.js';
import { type Settlement, settle } from './settle.js';
import { sweepSettled } from './sweep.js';

export type { Except } from './claim.js';
export type { ClaimedEnvelope, LeaseRef, NewEnvelope, Outcome } from './envelope.js';

/**
 * What came from Slack, until the app has settled it. An envelope is due, leased, delayed or parked, and in
 * the end settled; all but the last are told apart by `not_before` and `lease` alone, so that a process that
 * dies leaves nothing to repair: its leases run out.
 */
export interface Inbox {
  /** Resolves once the envelope is durable; rejects when it is not. */
  commit(envelope: NewEnvelope): Promise<Committed>;
  /** Takes up to `limit` of what is due, oldest first, and leaves the exceptions where they are. */
  claim(limit: number, except?: Except): Promise<ClaimedEnvelope[]>;
  /** Resolves with false, having changed nothing, when the lease was lost. */
  settle(settlement: Settlement): Promise<boolean>;
  postpone(postponement: Postponement): Promise<boolean>;
  extend(lease: LeaseRef): Promise<boolean>;
  release(leases: readonly LeaseRef[]): Promise<void>;
  /** As release, for what nobody saw: the attempt does not count. */
  putBack(leases: readonly LeaseRef[]): Promise<void>;
  park(lease: LeaseRef, until: Date): Promise<void>;
  unpark(): Promise<void>;
  /** Deletes what was settled before, and tells how many; breaks off when told to. */
  sweepSettled(before: Date, signal?: AbortSignal): Promise<number>;
  /** Calls the listener after each commit of something new. */
  onCommitted(listener: () => void): void;
  /** Resolves when no commit or settlement is under way. */
  idle(): Promise<void>;
  readonly leaseMs: number;
}

export interface InboxOptions {
  pool: Pool;
  /** How long a claimed envelope is its claimer's alone. */
  leaseMs: number;
}

const NOTHING: Except = { kinds: [], names: [] };
const BATCH = { maxItems: 500, isItemsFault: isDataFault };

export function createInbox({ pool, leaseMs }: InboxOptions): Inbox {
  const listeners: (() => void)[] = [];
  const commits = createBatcher({
    run: (envelopes: NewEnvelope[]) => commit(pool, envelopes),
    ...BATCH,
  });
  const settlements = createBatcher({ run: (batch: Settlement[]) => settle(pool, batch), ...BATCH });
  const parkings = createBatcher({ run: (batch: Parking[]) => park(pool, batch), ...BATCH });

  return {
    leaseMs,
    async commit(envelope) {
      const committed = await commits.add(envelope);
      if (committed.id !== undefined) for (const listener of listeners) listener();
      return committed;
    },
    claim: (limit, except = NOTHING) => claim(pool, limit, leaseMs, except),
    settle: (settlement) => settlements.add(settlement),
    postpone: (postponement) => postpone(pool, postponement),
    extend: (lease) => extend(pool, lease, leaseMs),
    release: (leases) => release(pool, leases),
    putBack: (leases) => putBack(pool, leases),
    park: ({ id, lease }, until) => parkings.add({ id, lease, until }),
    unpark: () => unpark(pool),
    sweepSettled: (before, signal) => sweepSettled(pool, before, signal),
    onCommitted: (listener) => void listeners.push(listener),
    idle: async () => {
      await Promise.all([commits.idle(), settlements.idle()]);
    },
  };
}
