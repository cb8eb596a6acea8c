import { createBatcher } from '../../src/base/index.js';

test('runs items that arrive together as one batch, and answers each', async () => {
  const batches: number[][] = [];
  const batcher = createBatcher({
    maxItems: 10,
    isItemsFault: () => true,
    run: async (items: number[]) => {
      batches.push(items);
      return items.map((item) => item * 2);
    },
  });
  const first = [1, 2, 3].map((item) => batcher.add(item));
  expect(await Promise.all(first)).toEqual([2, 4, 6]);
  expect(await batcher.add(4)).toBe(8);
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

test('fails only the item at fault', async () => {
  const batcher = createBatcher({
    maxItems: 10,
    isItemsFault: () => true,
    run: async (items: number[]) => {
      if (items.includes(2)) throw new Error('two');
      return items;
    },
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('fails all items at once if none is at fault', async () => {
  let runs = 0;
  const batcher = createBatcher({
    maxItems: 10,
    isItemsFault: () => false,
    run: async () => {
      runs++;
      throw new Error('away');
    },
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(runs).toBe(1);
});

test('never exceeds maxItems, and is idle when all items are done', async () => {
  const sizes: number[] = [];
  const batcher = createBatcher({
    maxItems: 2,
    isItemsFault: () => true,
    run: async (items: number[]) => {
      sizes.push(items.length);
      return items;
    },
  });
  for (const item of [1, 2, 3, 4, 5]) void batcher.add(item);
  await batcher.idle();
  expect(sizes).toEqual([2, 2, 1]);
});

test('never exceeds maxWeight, and runs a heavier item alone', async () => {
  const batches: number[][] = [];
  const batcher = createBatcher({
    maxItems: 3,
    weigh: (item: number) => item,
    maxWeight: 10,
    isItemsFault: () => true,
    run: async (items: number[]) => {
      batches.push(items);
      return items;
    },
  });
  await Promise.all([4, 6, 1, 99, 2, 2, 2, 2].map((item) => batcher.add(item)));
  expect(batches).toEqual([[4, 6], [1], [99], [2, 2, 2], [2]]);
});

describe('with time to gather', () => {
  const batches: number[][] = [];
  let time = 0;
  const create = (gatherMs: number) =>
    createBatcher({
      maxItems: 3,
      gatherMs,
      now: () => time,
      isItemsFault: () => true,
      run: async (items: number[]) => {
        batches.push(items);
        return items;
      },
    });

  beforeEach(() => void batches.splice(0));

  test('an item that arrives soon after a batch waits for more', async () => {
    const batcher = create(50);
    await batcher.add(1);
    const second = batcher.add(2);
    await new Promise(setImmediate);
    await Promise.all([second, batcher.add(3)]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  test('a single item does not wait', async () => {
    const batcher = create(1_000_000);
    for (const item of [1, 2, 3]) {
      await batcher.add(item);
      time += 1_000;
    }
    expect(batches).toEqual([[1], [2], [3]]);
  });

  test('a full batch does not wait', async () => {
    const batcher = create(1_000_000);
    await batcher.add(1);
    await Promise.all([2, 3, 4].map((item) => batcher.add(item)));
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });
});
