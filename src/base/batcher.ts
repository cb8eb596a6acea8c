export interface Batcher<In, Out> {
  /** Resolves with the result of this item, or rejects with its failure. */
  add(item: In): Promise<Out>;
  /** Resolves when no item is waiting and no batch is running. */
  idle(): Promise<void>;
}

export interface BatcherOptions<In, Out> {
  /** Does the work for all items at once. Returns the results in the order of the items. */
  run: (items: In[]) => Promise<Out[]>;
  maxItems: number;
  /** Returns the weight of an item. The default is 0. */
  weigh?: (item: In) => number;
  /** The most weight in one batch. A heavier item gets a batch of its own. */
  maxWeight?: number;
  /**
   * How long a batch waits for more items while items arrive one after another, in milliseconds. A single item never
   * waits. The default is 0.
   */
  gatherMs?: number;
  /** True if the item must not wait: its batch starts at once. */
  isUrgent?: (item: In) => boolean;
  /** Returns milliseconds on a monotonic clock. */
  now?: () => number;
  /** True if the content of one item made the batch fail. False if each item would fail by itself too. */
  isItemsFault: (failure: unknown) => boolean;
}

/** An item that arrives within this many milliseconds after the last batch started waits for more items. */
const SOON_MS = 10;

/**
 * Runs items in batches. The items that arrive while one batch runs form the next batch. Batches therefore grow with
 * the load, and a single item does not wait. If an item made its batch fail, the items of the batch run again one
 * by one, and only that item fails. After any other failure, all items of the batch fail at once, since each of them
 * would also fail by itself.
 */
export function createBatcher<In, Out>(options: BatcherOptions<In, Out>): Batcher<In, Out> {
  const { run, maxItems, isItemsFault, weigh = () => 0, maxWeight = Infinity, gatherMs = 0 } = options;
  const { isUrgent = () => false, now = () => performance.now() } = options;
  interface Waiting {
    item: In;
    resolve: (result: Out) => void;
    reject: (failure: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let firstWaitsSince = 0;
  let lastBegunAt = -Infinity;
  let working: Promise<void> | undefined;
  /** Ends the wait for more items. */
  let hurry = () => {};

  function countOfBatch(): number {
    const most = Math.min(waiting.length, maxItems);
    let count = 1;
    let weight = weigh((waiting[0] as Waiting).item);
    while (count < most) {
      weight += weigh((waiting[count] as Waiting).item);
      if (weight > maxWeight) break;
      count++;
    }
    return count;
  }

  async function runOne({ item, resolve, reject }: Waiting): Promise<void> {
    try {
      const [result] = await run([item]);
      resolve(result as Out);
    } catch (failure) {
      reject(failure);
    }
  }

  async function runBatch(batch: Waiting[]): Promise<void> {
    if (batch.length === 1) return runOne(batch[0] as Waiting);
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Out);
    } catch (failure) {
      if (!isItemsFault(failure)) for (const { reject } of batch) reject(failure);
      else for (const one of batch) await runOne(one);
    }
  }

  async function gather(): Promise<void> {
    const waitMs = firstWaitsSince + gatherMs - now();
    const isOneOfMany = firstWaitsSince - lastBegunAt < SOON_MS;
    const hasUrgent = waiting.some(({ item }) => isUrgent(item));
    if (isOneOfMany && waitMs >= 1 && waiting.length < maxItems && !hasUrgent)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        hurry = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    hurry = () => {};
    // Everything that is added in this turn of the event loop joins the batch.
    await new Promise(setImmediate);
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      await gather();
      const batch = waiting.splice(0, countOfBatch());
      lastBegunAt = now();
      firstWaitsSince = lastBegunAt;
      await runBatch(batch);
    }
    working = undefined;
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (isUrgent(item)) hurry();
        if (waiting.length === 1) firstWaitsSince = now();
        working ??= work();
      }),
    idle: async () => {
      while (working) await working;
    },
  };
}
