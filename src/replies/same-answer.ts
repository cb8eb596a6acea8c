interface Accepted {
  answer: Buffer;
  outcome: string;
}

/** Gives duplicates the same answer as the first request. */
export type SameAnswer<T extends Accepted> = (dedupeKey: string, accept: () => Promise<T>) => Promise<T>;

/**
 * Makes a function that gives duplicates the same answer, because Slack waits for it too. This covers duplicates of a
 * request that this process is answering, or has answered within the last `keepMs`. Requests without an id from
 * Slack, such as a block_suggestion, are distinguished by the second in which they were sent.
 */
export function createSameAnswer<T extends Accepted>(keepMs: number): SameAnswer<T> {
  const answers = new Map<string, Promise<T>>();

  function keep(dedupeKey: string, accepted: Promise<T>): void {
    const forget = () => {
      if (answers.get(dedupeKey) === accepted) answers.delete(dedupeKey);
    };
    answers.set(dedupeKey, accepted);
    accepted.then(() => setTimeout(forget, keepMs).unref(), forget);
  }

  return async function sameAnswer(dedupeKey, accept) {
    const first = answers.get(dedupeKey);
    const own = accept();
    if (!first) keep(dedupeKey, own);
    const accepted = await own;
    if (!first || accepted.outcome !== 'duplicate') return accepted;
    const { answer } = await first.catch(() => accepted);
    return { ...accepted, answer };
  };
}
