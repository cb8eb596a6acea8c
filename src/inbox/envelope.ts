/** What to commit for one thing that Slack sent. */
export interface NewEnvelope {
  /** Any text that is the same in all of Slack's retries of one thing. */
  dedupeKey: string;
  /** When it happened according to Slack, the same in each retry; undefined if Slack gives no time. */
  eventTime: Date | undefined;
  kind: string;
  name: string;
  teamId: string | undefined;
  /**
   * Any text that identifies the conversation in which a subscriber may ask for order; undefined if there is
   * none.
   */
  orderKey: string | undefined;
  /** Slack's JSON, without the secrets. */
  payload: Buffer;
  /** Which of Slack's retries brought it. */
  retryNum: number | undefined;
  receivedAt: Date;
  /** When Slack stops waiting for the reply; undefined if it waits for none. */
  replyBy: Date | undefined;
  /** The replica whose HTTP request waits for the reply. */
  origin: string | undefined;
  /**
   * A UUID: the first attempt's lease, held by the caller of `commit`. Undefined: the envelope is due at
   * once.
   */
  lease: string | undefined;
  /** The replica that should claim it. Others may claim it only after 2 s. */
  wantedBy: string | undefined;
}

/** The result of a commit. */
export interface Committed {
  /** The new envelope's id; undefined if an envelope with the same key was stored before. */
  id: string | undefined;
}

/** An envelope claimed for one attempt. */
export interface ClaimedEnvelope {
  /** A decimal number. */
  id: string;
  /** A UUID: the `dedupeIdOf` of the key with which it was committed. */
  dedupeKey: string;
  kind: string;
  name: string;
  teamId: string | undefined;
  /** The same for all envelopes of a conversation. */
  orderKey: string | undefined;
  payload: Buffer;
  receivedAt: Date;
  replyBy: Date | undefined;
  /**
   * How long it has waited for a subscriber that handles it, by the database's clock; undefined if it has not
   * waited.
   */
  parkedMs: number | undefined;
  /** The number of this attempt, from 1. */
  attempt: number;
  /** A UUID. Only the holder of the lease can settle this attempt. */
  lease: string;
  /** The replica whose HTTP request waits for the reply. */
  origin: string | undefined;
  /** True if it was a dead letter and was replayed. */
  replayed: boolean;
}

/** The first envelope of a conversation, or one that was claimed by itself. */
export interface ClaimedHead extends ClaimedEnvelope {
  /**
   * The next envelopes of its conversation, in order, each under its own lease. Each may be handed out once
   * the one before it is settled. The attempt of a follower does not count until the follower is postponed,
   * released or buried.
   */
  followers: ClaimedEnvelope[];
}

/** Identifies an attempt. */
export interface LeaseRef {
  id: string;
  lease: string;
}

export interface AttemptRef extends LeaseRef {
  /** The number of the attempt, as the claim returned it. */
  attempt: number;
}

/** How an envelope ends. */
export type Outcome = 'acked' | 'termed' | 'unhandled';

/**
 * Why an envelope became a dead letter. `attempts`: its attempts are used up, or none can succeed. `termed`:
 * the app asked for no more attempts.
 */
export type DeadReason = 'attempts' | 'termed';
