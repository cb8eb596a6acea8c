import type { ClaimedEnvelope, Committed, DeadReason, LeaseRef, NewEnvelope, Outcome } from './envelope.js';

/**
 * What came from Slack, until the app has settled it. An envelope is due, leased, delayed, parked or held back
 * behind an earlier one of its conversation, and in the end settled or dead; all but the last two are told apart
 * by `not_before`, `lease` and `parked_at` alone, so that a process that dies leaves nothing to repair: its
 * leases run out. Of a conversation, one at a time is claimed in order: it alone has the turn, until it is settled or
 * given back, or its lease has run out and an earlier one waits. The database's clock alone decides what is due.
 */
export interface Inbox {
  /**
   * Resolves once the envelope is durable; rejects when it is not.
   *
   * @throws HavocError `inbox.full` (resource_exhausted) when as much is stored and unsettled as may be, `inbox.busy`
   * (resource_exhausted) at once when as much is on its way to the database as this process's memory is to hold
   */
  commit(envelope: NewEnvelope): Promise<Committed>;
  /**
   * Takes up to `limit` of what is due: first what Slack still waits for, newest deadline first, then a fair
   * share for each workspace, its oldest first. What is excepted stays where it is. Empty only when nothing is due.
   */
  claim(limit: number, options: ClaimOptions): Promise<ClaimedEnvelope[]>;
  /** Ends an envelope for good. Resolves with false, having changed nothing, when the lease was lost. */
  settle(settlement: Settlement): Promise<boolean>;
  /** Gives a lease back, to be due after the delay. False when it was lost. */
  postpone(postponement: Postponement): Promise<boolean>;
  /** Starts the lease anew. False when it was lost. */
  extend(lease: LeaseRef): Promise<boolean>;
  /** Makes it a dead letter, durably. False when the lease was lost. */
  bury(burial: Burial): Promise<boolean>;
  /** Gives leases back at once; the attempts count. */
  release(leases: readonly LeaseRef[]): Promise<void>;
  /** As release, for what nobody saw: the attempts do not count. */
  putBack(leases: readonly LeaseRef[]): Promise<void>;
  /** As putBack, for another replica to take: others may only when it has not within 2 s. */
  handOff(leases: readonly LeaseRef[], replica: string): Promise<void>;
  /** Sets aside what no connected subscriber handles, for that time or until the next unpark. */
  park(lease: LeaseRef, forMs: number): Promise<void>;
  /** Makes everything set aside due: a new subscriber may handle it. */
  unpark(): Promise<void>;
  /** How many are unsettled, counted no further than the limit on them; a look-up that costs up to 100 ms. */
  backlog(): Promise<number>;
  /** Calls the listener after each commit of something new that is due at once. */
  onCommitted(listener: (envelope: NewEnvelope) => void): void;
  /** Calls the listener for each envelope whose attempts a claim found used up. */
  onDead(listener: (dead: Deceased) => void): void;
  /** Resolves when no commit or settlement is under way. */
  idle(): Promise<void>;
  readonly leaseMs: number;
}

/** Kinds of envelopes, all of them where one is `*`, and single names of others. */
export interface Selection {
  kinds: readonly string[];
  names: readonly Pick<ClaimedEnvelope, 'kind' | 'name'>[];
}

export interface ClaimOptions {
  /** What is left where it is; `*` means nothing here. */
  except?: Selection;
  /**
   * Of these, what belongs to a conversation only if nothing of it before is unsettled, but for what is parked, and
   * nothing of it that was claimed in order is still leased.
   */
  ordered: Selection;
  /** What had as many becomes a dead letter instead of being claimed. */
  maxAttempts: number;
}

export interface Settlement extends LeaseRef {
  outcome: Outcome;
}

export interface Postponement extends LeaseRef {
  delayMs: number;
  error?: string;
}

export interface Burial extends LeaseRef {
  reason: DeadReason;
  error?: string;
}

/** What is told of an envelope that a claim made a dead letter. */
export interface Deceased {
  id: string;
  kind: string;
  name: string;
  attempts: number;
}
