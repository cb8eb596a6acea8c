import { createBacklog } from '../../src/inbox/backlog.js';

/** A backlog with a database that holds `unsettled` envelopes. Counting them takes `tookMs`. */
function open({ unsettled = 0, tookMs = 1 } = {}) {
  const world = { unsettled, tookMs, nowMs: 1_000_000, counts: 0 };
  const backlog = createBacklog({
    limit: 100,
    now: () => world.nowMs,
    count: async () => {
      world.counts++;
      world.nowMs += world.tookMs;
      return Math.min(world.unsettled, 100);
    },
  });
  return { world, backlog };
}

test('counts at most once a second', async () => {
  const { world, backlog } = open();
  for (let turn = 0; turn < 100; turn++) await backlog.isFull();
  expect(world.counts).toBe(1);
  world.nowMs += 1_001;
  await backlog.isFull();
  expect(world.counts).toBe(2);
});

test('counts less often if a count takes longer', async () => {
  const { world, backlog } = open({ tookMs: 200 });
  await backlog.count();
  world.nowMs += 9_000;
  await backlog.isFull();
  expect(world.counts).toBe(1);
  world.nowMs += 1_001;
  await backlog.isFull();
  expect(world.counts).toBe(2);
});

test('includes what was added here without a count', async () => {
  const { world, backlog } = open({ unsettled: 98 });
  await backlog.count();
  backlog.add(1);
  expect(await backlog.isFull()).toBe(false);
  backlog.add(1);
  expect(await backlog.isFull()).toBe(true);
  expect(world.counts).toBe(1);
});

test('is not full any more as soon as a count finds room', async () => {
  const { world, backlog } = open({ unsettled: 100 });
  await backlog.count();
  world.unsettled = 50;
  expect(await backlog.isFull()).toBe(true);
  world.nowMs += 1_001;
  expect(await backlog.isFull()).toBe(false);
});

test('counts again before it refuses if much was added since the last count', async () => {
  const { world, backlog } = open({ tookMs: 8_000 });
  await backlog.count();
  world.tookMs = 1;
  backlog.add(100);
  expect(await backlog.isFull()).toBe(false);
});

test('does not count for each new envelope if there was almost no room', async () => {
  const { world, backlog } = open({ unsettled: 99 });
  await backlog.count();
  backlog.add(1);
  for (let turn = 0; turn < 100; turn++) expect(await backlog.isFull()).toBe(true);
  expect(world.counts).toBe(1);
});

test('is not full if a count fails', async () => {
  const backlog = createBacklog({ limit: 1, count: () => Promise.reject(new Error('away')) });
  expect(await backlog.isFull()).toBe(false);
});

test('adds to a count what was added while it ran', async () => {
  let answer: (count: number) => void = () => {};
  const told: boolean[] = [];
  const backlog = createBacklog({
    limit: 100,
    onFull: (isFull) => told.push(isFull),
    count: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  expect(await backlog.isFull()).toBe(false);
  backlog.add(97);
  backlog.add(3);
  const counted = backlog.count();
  answer(0);
  expect(await counted).toBe(0);
  expect(backlog.known()).toBe(100);
  expect(told).toEqual([true]);
});

test('replaces what was added during a count with the next count', async () => {
  const { world, backlog } = open();
  const counted = backlog.count();
  backlog.add(100);
  await counted;
  expect(backlog.known()).toBe(100);
  world.unsettled = 40;
  expect(await backlog.count()).toBe(40);
  expect(backlog.known()).toBe(40);
});
