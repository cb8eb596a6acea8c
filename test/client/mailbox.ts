/** Received items, in order, for a test to take. */
export interface Mailbox<Item> {
  put(item: Item): void;
  /** Takes the next item, and waits for it if necessary. Fails when none arrives in time. */
  take(withinMs?: number): Promise<Item>;
  /** The items that have arrived and were not taken. */
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
