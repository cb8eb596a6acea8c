import type { Push } from './payloads.js';

/** What Slack makes of one try. */
export interface Outcome {
  how: 'acknowledged' | 'refused' | 'timeout' | 'broken';
  /** Where it went, for people. */
  through: string;
  /** Of a refusal. */
  status?: number;
  /** What the person who waits is shown; empty for nothing. */
  answer: string;
  /** It was acknowledged after Slack had given up waiting. */
  isLate?: boolean;
}

export interface Try {
  /** 0 the first time. */
  retryNum: number;
  retryReason: string | undefined;
}

/** A way in for what Slack sends. */
export interface Door {
  name: string;
  isOpen(): boolean;
  /** Sends once, and waits as long as Slack does. Never rejects. */
  push(push: Push, how: Try): Promise<Outcome>;
  close(): Promise<void>;
}
