/** The right to open one modal for one person. An act of that person gives this right to the app. */
export interface Trigger {
  id: string;
  app: string;
  /** The workspace or organisation whose installation of the app was asked. */
  installed_in: string;
  /** The workspace of the person. */
  team: string;
  user: string;
  /** Milliseconds since 1970. */
  expires_at: number;
  is_used: boolean;
}

/** A URL at which the app can answer one interaction without a token. */
export interface ResponseUrl {
  /** The path of the URL, with its leading slash. */
  path: string;
  app: string;
  /** A workspace in which the app is installed. In a shared channel, the person may be of another one. */
  team: string;
  user: string;
  channel: string;
  /** The message of the interaction, which the app can replace or delete. */
  ts?: string;
  /** True if that message is ephemeral. */
  is_ephemeral: boolean;
  thread_ts?: string;
  uses: number;
  /** Milliseconds since 1970. */
  expires_at: number;
}

/** The right to open one Socket Mode connection. */
export interface Ticket {
  id: string;
  app: string;
  /** Milliseconds since 1970. */
  expires_at: number;
}
