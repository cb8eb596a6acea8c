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
 * Stores what came from Slack until the app has settled it. An envelope is due, leased, delayed or parked,
 * and in the end settled or dead. Only the columns `not_before`, `lease` and `parked` tell the first four
 * states apart. So a process that dies leaves nothing to repair: its leases run out. Only the database's
 * clock decides what is due.
 *
 * Envelopes that a subscriber wants in order are claimed by conversation. A conversation is ready when its
 * first envelope is due and no replica has another of its envelopes in hand. Parked envelopes do not count.
 * The claim takes the first envelope. It may also lease the ones behind it, which the same replica then hands
 * out one after the other. The last leased envelope has the turn (`in_turn`). The turn keeps every other
 * replica away until that envelope is settled or given back, or its lease runs out. No column says that an
 * envelope waits for an earlier one. So nothing has to wake it, and no wake-up can be missed: an envelope is
 * ready once it is the first of its conversation.
 */
export interface Inbox {
  /**
   * Stores an envelope. Resolves once it is durable; rejects if it is not.
   *
   * @throws HavocError `inbox.full` (resource_exhausted) if the number of unsettled envelopes has reached its
   * limit; `inbox.busy` (resource_exhausted), at once, if this process has too many bytes on their way to the
   * database
   */
  commit(envelope: NewEnvelope): Promise<Committed>;
  /**
   * Leases up to `limit` due envelopes. Envelopes whose reply Slack still waits for come first, newest
   * deadline first. Then each workspace gets a fair share. Within a workspace the oldest go first; if order
   * is wanted, its conversations take turns. Excepted envelopes stay in the inbox. The result is empty only
   * if nothing is due, or while the walk over all conversations rests: see `Rest`.
   */
  claim(limit: number, options: ClaimOptions): Promise<ClaimedHead[]>;
  /**
   * Claims more followers: the envelopes behind the last claimed envelope of each given conversation. It
   * claims nothing behind an envelope whose lease was lost or has run out, or that is being settled.
   *
   * @returns the followers of each given envelope, in the order given
   */
  claimBehind(lasts: readonly LeaseRef[], options: ClaimBehindOptions): Promise<ClaimedEnvelope[][]>;
  /**
   * Settles an envelope: it is not delivered again. Resolves with false and changes nothing if the lease was
   * lost.
   */
  settle(settlement: Settlement): Promise<boolean>;
  /**
   * Settles an envelope. Also reports if its follower `nextId` may be handed out now. The follower must wait
   * if an earlier envelope of the conversation has become visible meanwhile.
   */
  settleBefore(settlement: Settlement, nextId: string): Promise<Ended>;
  /** Gives a lease back. The envelope is due again after the delay. False if the lease was lost. */
  postpone(postponement: Postponement): Promise<boolean>;
  /** Renews a lease for its full duration. False if it was lost. */
  extend(lease: LeaseRef): Promise<boolean>;
  /** Makes an envelope a dead letter, durably. False if the lease was lost. */
  bury(burial: Burial): Promise<boolean>;
  /** Gives leases back; the envelopes are due at once. The attempts count. */
  release(attempts: readonly AttemptRef[]): Promise<void>;
  /**
   * Gives leases back like `release`, for envelopes that no app saw: the attempts do not count.
   *
   * @param keeper an earlier envelope of the conversation that is still in hand. If one of the given
   * envelopes has the turn, the keeper gets it
   */
  putBack(attempts: readonly AttemptRef[], keeper?: LeaseRef): Promise<void>;
  /**
   * Gives leases back like `putBack`, so that the given replica claims the envelopes. Others may claim them
   * after 2 s.
   */
  redirect(attempts: readonly AttemptRef[], replica: string): Promise<void>;
  /** Sets aside an envelope that no connected subscriber handles, for `forMs` or until the next `unpark`. */
  park(attempt: AttemptRef, forMs: number): Promise<void>;
  /** Makes all parked envelopes due, because a new subscriber may handle them. */
  unpark(): Promise<void>;
  /** Counts the unsettled envelopes, but no further than the backlog limit. The query takes up to 100 ms. */
  backlog(): Promise<number>;
  /** Calls the listener after each commit of a new envelope that is due at once. */
  onCommitted(listener: (envelope: NewEnvelope) => void): void;
  /**
   * Calls the listener at the end of a rest: see `Rest`. Claims then find the envelopes that they left out
   * meanwhile.
   */
  onReady(listener: () => void): void;
  /**
   * Calls the listener for each envelope that a claim made a dead letter, because its attempts were used up.
   */
  onDead(listener: (dead: Deceased) => void): void;
  /** Resolves when no commit, settlement, postponement or burial is under way. */
  idle(): Promise<void>;
  readonly leaseMs: number;
}

/** A set of envelopes: whole kinds (`*` means all kinds), and single names of other kinds. */
export interface Selection {
  kinds: readonly string[];
  names: readonly Pick<ClaimedEnvelope, 'kind' | 'name'>[];
}

export interface ClaimOptions {
  /** Envelopes to leave in the inbox. `*` has no special meaning here. */
  except?: Selection;
  /**
   * Envelopes to claim in order. An envelope of a conversation is claimed only if all earlier envelopes of
   * the conversation are settled or parked, and none of its envelopes that were claimed in order is still
   * leased.
   */
  ordered: Selection;
  /** The most followers to claim in all, behind the first envelopes of their conversations; 0 if absent. */
  followers?: number;
  /** An envelope that has had this many attempts becomes a dead letter instead of being claimed. */
  maxAttempts: number;
}

export interface ClaimBehindOptions extends Pick<ClaimOptions, 'ordered' | 'maxAttempts'> {
  /** The most followers to claim behind each envelope. */
  limit: number;
}

export interface Settlement extends LeaseRef {
  outcome: Outcome;
}

/** The result of a settlement, including what it means for the next envelope. */
export interface Ended {
  /** False if the lease was lost. */
  isOurs: boolean;
  /**
   * True if nothing unsettled of the conversation comes before the next envelope. Parked envelopes do not
   * count.
   */
  isNextFirst: boolean;
}

export interface Postponement extends LeaseRef {
  /** The number of attempts to record; if absent, the number that the claim recorded. */
  attempt?: number;
  delayMs: number;
  error?: string;
}

export interface Burial extends LeaseRef {
  /** The number of attempts to record; if absent, the number that the claims recorded. */
  attempt?: number;
  reason: DeadReason;
  error?: string;
}

/** Describes an envelope that a claim made a dead letter. */
export interface Deceased {
  id: string;
  kind: string;
  name: string;
  attempts: number;
}
