/** What is committed for one thing that Slack sent. */
export interface NewEnvelope {
  /** What Slack's retries of the same thing have in common: any text. */
  dedupeKey: string;
  /** When Slack says that it happened, the same in each of its retries; of what bears no time, absent. */
  eventTime: Date | undefined;
  kind: string;
  name: string;
  teamId: string | undefined;
  /** The conversation within which a subscriber may ask for order: any text. Absent: in no order. */
  orderKey: string | undefined;
  /** Slack's JSON, without the secrets. */
  payload: Buffer;
  /** Which of Slack's retries brought it. */
  retryNum: number | undefined;
  receivedAt: Date;
  /** When Slack stops waiting for the reply, where it waits for one. */
  replyBy: Date | undefined;
  /** The replica whose HTTP request waits for the reply. */
  origin: string | undefined;
  /** A UUID: committed as leased to whoever brings it, as its first attempt. Absent: due at once. */
  lease: string | undefined;
  /** The replica that should claim it; others may only when it has not within 2 s. */
  wantedBy: string | undefined;
}

/** The new envelope's id; absent when one with the same key was there already. */
export interface Committed {
  id: string | undefined;
}

/** An envelope claimed for one attempt. */
export interface ClaimedEnvelope {
  /** A decimal number. */
  id: string;
  /** A UUID: `dedupeIdOf` the key that it was committed with. */
  dedupeKey: string;
  kind: string;
  name: string;
  teamId: string | undefined;
  /** Equal for what belongs to one conversation. */
  orderKey: string | undefined;
  payload: Buffer;
  receivedAt: Date;
  replyBy: Date | undefined;
  /** For how long, by the database's clock, it has been waiting for a subscriber that handles it. */
  parkedMs: number | undefined;
  /** 1 for the first. */
  attempt: number;
  /** Only its holder can settle this attempt. */
  lease: string;
  /** The replica whose HTTP request waits for the reply. */
  origin: string | undefined;
  /** Somebody had it delivered once more after it had become a dead letter. */
  replayed: boolean;
}

/** The first envelope of a conversation, or one claimed by itself. */
export interface ClaimedHead extends ClaimedEnvelope {
  /**
   * What is next in its conversation, in order and under leases of its own. Each may be handed out once the one before
   * it is settled; its attempt does not count before it is postponed, released or buried.
   */
  followers: ClaimedEnvelope[];
}

/** Names an attempt. */
export interface LeaseRef {
  id: string;
  lease: string;
}

export interface AttemptRef extends LeaseRef {
  /** Which one it is, as it was claimed. */
  attempt: number;
}

/** How an envelope ends. */
export type Outcome = 'acked' | 'termed' | 'unhandled';

/** Why an envelope became a dead letter: its attempts are used up, or none can succeed; or the app wants no more of them. */
export type DeadReason = 'attempts' | 'termed';
