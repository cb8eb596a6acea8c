import { createReadThrough, type ReadThroughOptions } from '../../src/base/index.js';

function setUp(options: Partial<ReadThroughOptions<string>> = {}) {
  const loads: { key: string; resolve: (value: string) => void; reject: (failure: Error) => void }[] = [];
  const clock = { now: 0 };
  const cache = createReadThrough<string>({
    load: (key) => new Promise((resolve, reject) => loads.push({ key, resolve, reject })),
    mostEntries: 2,
    freshMs: () => 100,
    elapsed: () => clock.now,
    ...options,
  });
  /** Loads a key, and lets the load end with this value. */
  async function fill(key: string, value: string) {
    const got = cache.get(key);
    loads.at(-1)?.resolve(value);
    return got;
  }
  return { cache, loads, clock, fill };
}

test('a value is loaded once, and is then returned without a promise', async () => {
  const { cache, loads, fill } = setUp();
  const other = cache.get('a');
  expect(await fill('a', 'one')).toBe('one');
  expect(await other).toBe('one');
  expect(cache.get('a')).toBe('one');
  expect(loads).toHaveLength(1);
});

test('a value that is no longer fresh is loaded again', async () => {
  const { cache, clock, fill } = setUp();
  await fill('a', 'one');
  clock.now = 101;
  expect(await fill('a', 'two')).toBe('two');
  expect(cache.get('a')).toBe('two');
});

test.each([
  ['fails', (load: { reject: (failure: Error) => void }) => load.reject(new Error('away'))],
  ['takes long', () => undefined],
])('an older value is returned if its load %s', async (_, end) => {
  const { cache, loads, clock, fill } = setUp({ patienceMs: 5 });
  await fill('a', 'one');
  clock.now = 101;
  const got = cache.get('a');
  end(loads[1] as (typeof loads)[number]);
  expect(await got).toBe('one');
});

test('without an older value, the failure is thrown, and the next use loads again', async () => {
  const { cache, loads, fill } = setUp();
  const got = cache.get('a');
  loads[0]?.reject(new Error('away'));
  await expect(got).rejects.toThrow('away');
  expect(await fill('a', 'one')).toBe('one');
});

test('a value that was being loaded when its key was dropped is not kept', async () => {
  const { cache, loads, fill } = setUp();
  const before = cache.get('a');
  cache.drop('a');
  expect(await fill('a', 'new')).toBe('new');
  loads[0]?.resolve('old');
  expect(await before).toBe('old');
  expect(cache.get('a')).toBe('new');
});

test('the least recently used value makes room for another', async () => {
  const { cache, loads, fill } = setUp();
  await fill('a', 'one');
  await fill('b', 'two');
  cache.get('a');
  await fill('c', 'three');
  expect([cache.get('a'), cache.get('c')]).toEqual(['one', 'three']);
  expect(await fill('b', 'again')).toBe('again');
  expect(loads).toHaveLength(4);
});

test('after a clear, every value is loaded again', async () => {
  const { cache, fill } = setUp();
  await fill('a', 'one');
  cache.clear();
  expect(await fill('a', 'two')).toBe('two');
});
