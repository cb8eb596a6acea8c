import type { Push } from './payloads.js';

/** The outcome of one try, from Slack's side. */
export interface Outcome {
  how: 'acknowledged' | 'refused' | 'timeout' | 'broken';
  /** The door and the replica, for people. */
  through: string;
  /** The HTTP status of a refusal. */
  status?: number;
  /** The answer for the waiting person; empty for none. */
  answer: string;
  /** True if it was acknowledged after Slack had stopped waiting. */
  isLate?: boolean;
}

export interface Try {
  /** 0 for the first try. */
  retryNum: number;
  retryReason: string | undefined;
}

/** A way by which Slack's payloads reach havoc. */
export interface Door {
  name: string;
  isOpen(): boolean;
  /** Sends a payload once, and waits for the answer as long as Slack does. Never rejects. */
  push(push: Push, how: Try): Promise<Outcome>;
  close(): Promise<void>;
}
