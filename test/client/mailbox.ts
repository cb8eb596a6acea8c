/** What has come, in order, for a test to take. */
export interface Mailbox<Item> {
  put(item: Item): void;
  /** The next that has not been taken; fails when none comes in time. */
  take(withinMs?: number): Promise<Item>;
  /** Those that have come and not been taken. */
  rest(): Item[];
}

export function createMailbox<Item>(what: string): Mailbox<Item> {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];

  return {
    put(item) {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
    },
    async take(withinMs = 5_000) {
      const [item] = items.splice(0, 1);
      if (item !== undefined) return item;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`No ${what} came within ${withinMs} ms`)), withinMs);
        takers.push((taken) => {
          clearTimeout(timer);
          resolve(taken);
        });
      });
    },
    rest: () => [...items],
  };
}
