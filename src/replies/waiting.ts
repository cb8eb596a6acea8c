/** What the request that waits is answered with. */
export type Reply =
  /** Slack's JSON as the app gave it; empty for an empty answer. */
  | { type: 'reply'; json: Buffer }
  /** Settled without a reply. */
  | { type: 'none' }
  | { type: 'timeout' };

/** A request that waits. */
export interface Expectation {
  /** Resolves with the reply to this envelope, or with a timeout once `budgetMs` are over. Call it once. */
  within(id: string, budgetMs: number): Promise<Reply>;
  /** Waits no longer. */
  cancel(): void;
}

/** The requests of this process that wait for a reply. */
export interface Waiting {
  expect(): Expectation;
  /**
   * Answers the request that waits; false when none does. One that does not know its envelope's id yet is waited
   * for, since the app may be quicker than the word that the commit is through.
   *
   * @param lease of the attempt that replied: what it said already is not said again
   */
  answer(id: string, reply: Reply, lease?: string): Promise<boolean>;
  /** Whether the request waited in vain, as far back as is remembered. */
  ranOut(id: string): boolean;
  isAny(): boolean;
}

const MOST_REMEMBERED = 10_000;

export function createWaiting(): Waiting {
  const waiting = new Map<string, (reply: Reply) => void>();
  /** Those that do not know their envelope's id yet. */
  const unnamed = new Set<Promise<void>>();
  const ranOut = createMemory();
  const answered = createMemory();

  function answerNow(id: string, reply: Reply, lease = ''): boolean {
    const resolve = waiting.get(id);
    if (!resolve) return lease !== '' && answered.has(`${id} ${lease}`);
    waiting.delete(id);
    if (lease !== '') answered.add(`${id} ${lease}`);
    resolve(reply);
    return true;
  }

  return {
    expect() {
      let named = () => {};
      const naming = new Promise<void>((resolve) => {
        named = resolve;
      });
      unnamed.add(naming);
      const stopNaming = () => {
        unnamed.delete(naming);
        named();
      };
      let cancel = stopNaming;
      return {
        cancel: () => cancel(),
        within(id, budgetMs) {
          const promise = new Promise<Reply>((resolve) => {
            const timer = setTimeout(
              () => {
                waiting.delete(id);
                ranOut.add(id);
                resolve({ type: 'timeout' });
              },
              Math.max(0, budgetMs),
            );
            cancel = () => {
              clearTimeout(timer);
              waiting.delete(id);
            };
            waiting.set(id, (reply) => {
              clearTimeout(timer);
              resolve(reply);
            });
          });
          stopNaming();
          return promise;
        },
      };
    },
    async answer(id, reply, lease) {
      if (waiting.has(id) || unnamed.size === 0) return answerNow(id, reply, lease);
      await Promise.all(unnamed);
      return answerNow(id, reply, lease);
    },
    ranOut: (id) => ranOut.has(id),
    isAny: () => waiting.size > 0,
  };
}

/** The last ten thousand, oldest forgotten first. */
function createMemory(): { add(key: string): void; has(key: string): boolean } {
  const keys = new Set<string>();
  return {
    add(key) {
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > MOST_REMEMBERED && oldest !== undefined) keys.delete(oldest);
    },
    has: (key) => keys.has(key),
  };
}
