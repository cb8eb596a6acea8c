export interface Batcher<In, Out> {
  /** Resolves with this item's result, or rejects with this item's failure alone. */
  add(item: In): Promise<Out>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface BatcherOptions<In, Out> {
  /** Does the work for all items at once and answers in their order. */
  run: (items: In[]) => Promise<Out[]>;
  maxItems: number;
  /** What an item weighs, and how much may go together; an item that weighs more goes alone. */
  weigh?: (item: In) => number;
  maxWeight?: number;
  /**
   * How long an item waits for others, in milliseconds, while items come one after another; a lone one never waits.
   * 0 when absent.
   */
  gatherMs?: number;
  /** Whether an item ends that waiting for all, since something hangs on it. */
  isUrgent?: (item: In) => boolean;
  /** Milliseconds on a clock that only goes forward. */
  now?: () => number;
  /** Whether a batch failed for what one of its items holds, and not for what would fail each of them. */
  isItemsFault: (failure: unknown) => boolean;
}

/** What comes no later than that after the last batch was begun, in milliseconds, is one of many. */
const SOON_MS = 10;

/**
 * Gathers what arrives while earlier work is under way, so that batches grow with the load and a lone item
 * waits for nobody. A batch that fails by an item's fault is run again item by item, and that one fails alone;
 * by any other failure all fail at once, so that nobody waits for hundreds of hopeless tries.
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
  /** Ends the waiting for others. */
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
    // Lets everything that is ready in this turn of the event loop join the batch.
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
