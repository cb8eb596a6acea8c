import { createUnderWay } from '../../src/inbox/under-way.js';

const MIB = 1024 * 1024;
const busy = {
  kind: 'resource_exhausted',
  code: 'inbox.busy',
  message: expect.stringMatching(
    /^4 MiB of envelopes wait for the database.*Make sure that the database is up/,
  ),
};

function open() {
  const told: boolean[] = [];
  return { told, underWay: createUnderWay({ mostBytes: 4 * MIB, onBusy: (isBusy) => told.push(isBusy) }) };
}

/** Work that ends when the test ends it. */
function work() {
  let resolve: (done: string) => void = () => {};
  const promise = new Promise<string>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('accepts work up to the limit, and refuses more until there is room', async () => {
  const { underWay } = open();
  const [one, other] = [work(), work()];
  const first = underWay(3 * MIB, () => one.promise);
  const second = underWay(MIB, () => other.promise);
  await expect(underWay(1, async () => 'more')).rejects.toMatchObject(busy);
  one.resolve('one');
  expect(await first).toBe('one');
  expect(await underWay(3 * MIB, async () => 'more')).toBe('more');
  other.resolve('other');
  expect(await second).toBe('other');
});

test('does not count work any more once it has rejected or thrown', async () => {
  const { underWay } = open();
  const failure = new Error('away');
  for (let turn = 0; turn < 3; turn++) {
    await expect(underWay(4 * MIB, () => Promise.reject(failure))).rejects.toBe(failure);
    const thrown = underWay(4 * MIB, () => {
      throw failure;
    });
    await expect(thrown).rejects.toBe(failure);
  }
  const last = work();
  const taken = underWay(2 * MIB, () => last.promise);
  expect(await underWay(2 * MIB, async () => 'beside it')).toBe('beside it');
  last.resolve('last');
  await taken;
});

test('does not count refused work', async () => {
  const { underWay } = open();
  const one = work();
  const taken = underWay(2 * MIB, () => one.promise);
  for (let turn = 0; turn < 3; turn++)
    await expect(underWay(3 * MIB, async () => '')).rejects.toMatchObject(busy);
  expect(await underWay(2 * MIB, async () => 'fits')).toBe('fits');
  one.resolve('one');
  await taken;
});

test('reports once that it is busy, and once that half is free again', async () => {
  const { told, underWay } = open();
  const all = [work(), work(), work(), work()];
  const taken = all.map(({ promise }) => underWay(MIB, () => promise));
  expect(told).toEqual([]);
  for (let turn = 0; turn < 3; turn++) await expect(underWay(1, async () => '')).rejects.toMatchObject(busy);
  expect(told).toEqual([true]);
  all[0]?.resolve('');
  await taken[0];
  expect(told).toEqual([true]);
  all[1]?.resolve('');
  await taken[1];
  expect(told).toEqual([true, false]);
  for (const { resolve } of all) resolve('');
  await Promise.all(taken);
  expect(told).toEqual([true, false]);
});
