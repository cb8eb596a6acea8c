/** The answer to a waiting request. */
export type Reply =
  /** Slack's JSON as the app gave it; empty for an empty answer. */
  | { type: 'reply'; json: Buffer }
  /** The envelope was settled without a reply. */
  | { type: 'none' }
  | { type: 'timeout' };

/** A waiting request. */
export interface Expectation {
  /** Resolves with the reply to this envelope, or with a timeout once `budgetMs` are over. Call it once. */
  within(id: string, budgetMs: number): Promise<Reply>;
  /** Ends the wait. */
  cancel(): void;
}

/** The requests of this process that wait for a reply. */
export interface Waiting {
  expect(): Expectation;
  /**
   * Answers the waiting request. Returns false if none waits. First waits for requests that do not know their
   * envelope's id yet, because the app may reply before this process learns of the commit.
   *
   * @param lease the lease of the attempt that replied; a second reply of the same attempt counts as answered too
   */
  answer(id: string, reply: Reply, lease?: string): Promise<boolean>;
  /** True if the request got no reply in time. Only the last ten thousand are remembered. */
  ranOut(id: string): boolean;
  isAny(): boolean;
}

const MOST_REMEMBERED = 10_000;

export function createWaiting(): Waiting {
  const waiting = new Map<string, (reply: Reply) => void>();
  /** The requests that do not know their envelope's id yet. */
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

/** Remembers the last ten thousand keys. */
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
