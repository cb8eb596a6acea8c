/** What the request that waits is answered with. */
export type Reply =
  /** Slack's JSON as the app gave it; empty for an empty answer. */
  | { type: 'reply'; json: Buffer }
  /** Settled without a reply. */
  | { type: 'none' }
  | { type: 'timeout' };

/** Of an envelope, what is needed to bring its reply to where it is awaited. */
export interface AwaitedEnvelope {
  id: string;
  kind: string;
  payload: Buffer;
  replyBy: Date | undefined;
  /** The replica whose request waits. */
  origin: string | undefined;
}

/** Brings the app's reply to the request that waits for it, on whichever replica it hangs. */
export interface Replies {
  /** Waits, from before the commit. */
  expect(): Expectation;
  /**
   * Hands over the app's reply: to the request that waits, or, when none does any more, as a late one. Resolves
   * once it cannot be lost by the death of this process.
   *
   * @returns false when it came too late, as far as is known here
   */
  reply(envelope: AwaitedEnvelope, json: Buffer): Promise<boolean>;
  /** The envelope was settled; whoever still waits gets an empty answer. The same object as was given to reply. */
  settled(envelope: AwaitedEnvelope): void;
}

export interface Expectation {
  /** Resolves with the reply to this envelope, or with a timeout once `budgetMs` are over. Call it once. */
  within(id: string, budgetMs: number): Promise<Reply>;
  /** Waits no longer. */
  cancel(): void;
}
