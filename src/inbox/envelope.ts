/** What is committed for one thing that Slack sent. */
export interface NewEnvelope {
  dedupeKey: string;
  kind: string;
  name: string;
  teamId: string | undefined;
  /** Slack's JSON, without the secrets. */
  payload: Buffer;
  /** Which of Slack's retries brought it. */
  retryNum: number | undefined;
  receivedAt: Date;
  /** When Slack stops waiting for the reply, where it waits for one. */
  replyBy: Date | undefined;
}

/** An envelope claimed for one attempt. */
export interface ClaimedEnvelope {
  /** A decimal number. */
  id: string;
  dedupeKey: string;
  kind: string;
  name: string;
  payload: Buffer;
  receivedAt: Date;
  replyBy: Date | undefined;
  /** Since when it has been waiting for a subscriber that handles it. */
  parkedAt: Date | undefined;
  /** 1 for the first. */
  attempt: number;
  /** Only its holder can settle this attempt. */
  lease: string;
}

/** Names an attempt. */
export interface LeaseRef {
  id: string;
  lease: string;
}

/** How an envelope ends. */
export type Outcome = 'acked' | 'termed' | 'unhandled';
