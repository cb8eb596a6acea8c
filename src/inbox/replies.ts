/** What the request that waits is answered with. */
export type Reply =
  /** Slack's JSON as the app gave it; empty for an empty answer. */
  | { type: 'reply'; json: Buffer }
  /** Settled without a reply. */
  | { type: 'none' }
  | { type: 'timeout' };

/** Brings the app's reply to the request that waits for it in this process. */
export interface Replies {
  /** Waits, from before the commit, for the reply to what has this dedupe key. */
  expect(dedupeKey: string): Expectation;
  /** Hands over the app's reply; false when nobody waits any more. */
  reply(dedupeKey: string, json: Buffer): boolean;
  /** The envelope was settled; whoever still waits gets none. */
  settled(dedupeKey: string): void;
}

export interface Expectation {
  /** Resolves with the reply, or with a timeout once `budgetMs` are over. Call it once. */
  within(budgetMs: number): Promise<Reply>;
  /** Waits no longer. */
  cancel(): void;
}

export function createReplies(): Replies {
  const waiting = new Map<string, (reply: Reply) => void>();

  function answer(dedupeKey: string, reply: Reply): boolean {
    const resolve = waiting.get(dedupeKey);
    waiting.delete(dedupeKey);
    resolve?.(reply);
    return resolve !== undefined;
  }

  return {
    expect(dedupeKey) {
      let resolve: (reply: Reply) => void = () => {};
      const promise = new Promise<Reply>((resolvePromise) => {
        resolve = resolvePromise;
      });
      // A repeated request neither takes the first one's place nor ends its waiting.
      const isFirst = !waiting.has(dedupeKey);
      if (isFirst) waiting.set(dedupeKey, resolve);
      const cancel = () => {
        if (waiting.get(dedupeKey) === resolve) waiting.delete(dedupeKey);
      };
      return {
        cancel,
        async within(budgetMs) {
          const timer = setTimeout(
            () => {
              cancel();
              resolve({ type: 'timeout' });
            },
            Math.max(0, budgetMs),
          );
          try {
            return await promise;
          } finally {
            clearTimeout(timer);
          }
        },
      };
    },
    reply: (dedupeKey, json) => answer(dedupeKey, { type: 'reply', json }),
    settled: (dedupeKey) => void answer(dedupeKey, { type: 'none' }),
  };
}
