import type {
  AttemptRef,
  ClaimedEnvelope,
  ClaimedHead,
  Committed,
  DeadReason,
  LeaseRef,
  NewEnvelope,
  Outcome,
} from './envelope.js';

/**
 * What came from Slack, until the app has settled it. An envelope is due, leased, delayed or parked, and in the end
 * settled or dead. `not_before`, `lease` and `parked` alone tell the first four apart, so that a process that dies
 * leaves nothing to repair: its leases run out. The database's clock alone decides what is due.
 *
 * Those who want order claim conversations. A conversation is ready when its first envelope is due, parked ones left
 * out, and no replica has another of its envelopes in hand. The claim takes the first, and may lease the ones behind it
 * too, for the same replica to hand out one after the other; the last of them has the turn (`in_turn`), which keeps
 * every other replica away until it is settled, given back, or has run out. That an envelope waits for an earlier one is
 * written nowhere. So nobody has to wake it, and a wake cannot be missed: it is ready once it is the first.
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
   * Takes up to `limit` of what is due: first what Slack still waits for, newest deadline first, then a fair share for
   * each workspace. Within a workspace the oldest go first; in order, its conversations take turns. What is excepted
   * stays where it is. Empty only when nothing is due, as far as the walk over conversations knows, see `Rest`.
   */
  claim(limit: number, options: ClaimOptions): Promise<ClaimedHead[]>;
  /**
   * Makes lines longer: takes what comes next in conversations, behind the last envelopes that were claimed of them, as
   * followers. Nothing comes behind one whose lease was lost or has run out, or which is being settled.
   *
   * @returns for each of the last ones, in the order given
   */
  claimBehind(lasts: readonly LeaseRef[], options: ClaimBehindOptions): Promise<ClaimedEnvelope[][]>;
  /** Ends an envelope for good. Resolves with false, having changed nothing, when the lease was lost. */
  settle(settlement: Settlement): Promise<boolean>;
  /**
   * Settles an envelope and says whether the follower with that id may be handed out now. It may not where an earlier
   * envelope of the conversation has come meanwhile.
   */
  settleBefore(settlement: Settlement, nextId: string): Promise<Ended>;
  /** Gives a lease back, to be due after the delay. False when it was lost. */
  postpone(postponement: Postponement): Promise<boolean>;
  /** Starts the lease anew. False when it was lost. */
  extend(lease: LeaseRef): Promise<boolean>;
  /** Makes it a dead letter, durably. False when the lease was lost. */
  bury(burial: Burial): Promise<boolean>;
  /** Gives leases back at once; the attempts count. */
  release(attempts: readonly AttemptRef[]): Promise<void>;
  /**
   * As release, for what nobody saw: the attempts do not count.
   *
   * @param keeper gets the turn that one of them has, being in hand before them
   */
  putBack(attempts: readonly AttemptRef[], keeper?: LeaseRef): Promise<void>;
  /** As putBack, for another replica to take: others may only when it has not within 2 s. */
  redirect(attempts: readonly AttemptRef[], replica: string): Promise<void>;
  /** Sets aside what no connected subscriber handles, for that time or until the next unpark. */
  park(attempt: AttemptRef, forMs: number): Promise<void>;
  /** Makes everything set aside due: a new subscriber may handle it. */
  unpark(): Promise<void>;
  /** How many are unsettled, counted no further than the limit on them; a look-up that costs up to 100 ms. */
  backlog(): Promise<number>;
  /** Calls the listener after each commit of something new that is due at once. */
  onCommitted(listener: (envelope: NewEnvelope) => void): void;
  /** Calls the listener when a claim may find what claims left out for a while. */
  onReady(listener: () => void): void;
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
  /** How many followers may be claimed in all, behind the first ones of their conversations; 0 when absent. */
  followers?: number;
  /** What had as many becomes a dead letter instead of being claimed. */
  maxAttempts: number;
}

export interface ClaimBehindOptions extends Pick<ClaimOptions, 'ordered' | 'maxAttempts'> {
  /** How many may be claimed behind each. */
  limit: number;
}

export interface Settlement extends LeaseRef {
  outcome: Outcome;
}

/** What a settlement did, with a view to the envelope behind it. */
export interface Ended {
  /** False when the lease was lost. */
  isOurs: boolean;
  /** Whether nothing unsettled of the conversation comes before the next one. */
  isNextFirst: boolean;
}

export interface Postponement extends LeaseRef {
  /** Counted from now on; what the claim counted when absent. */
  attempt?: number;
  delayMs: number;
  error?: string;
}

export interface Burial extends LeaseRef {
  /** How many there were; as many as the claims counted when absent. */
  attempt?: number;
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
