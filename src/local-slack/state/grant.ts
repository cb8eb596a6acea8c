/** The right to open one modal for one person, born of what the person did. */
export interface Trigger {
  user: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  used: boolean;
}

/** Where an app may answer to one interaction without a token. */
export interface ResponseUrl {
  user: string;
  channel: string;
  /** The message that the interaction was with, which can be replaced or deleted. */
  ts?: string;
  /** Whether that message is ephemeral. */
  is_ephemeral: boolean;
  thread_ts?: string;
  uses: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}
