/** The right to open one modal for one person. An act of that person gives this right to the app. */
export interface Trigger {
  user: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  used: boolean;
}

/** A URL at which the app can answer one interaction without a token. */
export interface ResponseUrl {
  user: string;
  channel: string;
  /** The message of the interaction, which the app can replace or delete. */
  ts?: string;
  /** True if that message is ephemeral. */
  is_ephemeral: boolean;
  thread_ts?: string;
  uses: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}
