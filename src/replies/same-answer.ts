interface Accepted {
  answer: Buffer;
  outcome: string;
}

/** Gives what comes more than once the same answer each time. */
export type SameAnswer<T extends Accepted> = (dedupeKey: string, accept: () => Promise<T>) => Promise<T>;

/**
 * A duplicate of what is being answered in this process, or was within the last `keepMs`, has that answer too: somebody
 * waits for it. What Slack gives no id, as a block_suggestion, is told apart by the second in which it was sent.
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
