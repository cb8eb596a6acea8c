import type { Handles } from '../gen/havoc/v1/events.js';

/** What the subscribers of one process handle, one entry for each. */
export type FleetHandles = { declarations: Handles[]; ordered: boolean }[];

/** Another sidecar on the same database that is alive. */
export interface OtherReplica {
  replica: string;
  handles: FleetHandles;
}

/** All sidecars on one database, as seen from this one. */
export interface Fleet {
  /** This process's own id, a uuid. */
  readonly replica: string;
  /** Says what this process's subscribers handle now; the others know at once, or at the next heartbeat. */
  declare(handles: FleetHandles): void;
  /** Those that were alive at the last heartbeat, and what they handle. */
  others(): readonly OtherReplica[];
  /** Calls the listener when another replica has come, gone, or declared something else. */
  onChange(listener: () => void): void;
  /**
   * Tells one replica, or all others. What is said within 20 ms on a topic goes together, to each listener one by
   * one; it may be lost while a connection is down, so whatever hangs on it is also looked for now and then.
   *
   * @param payload ids alone
   */
  notify(topic: string, payload?: object, to?: string): void;
  on(topic: string, listener: (payload: object | undefined) => void): void;
  /** Says goodbye: the others know at once. */
  stop(): Promise<void>;
}
