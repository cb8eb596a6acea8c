import { createBacklog } from '../../src/inbox/backlog.js';

/** A database that holds `unsettled` envelopes; counting them takes `tookMs`. */
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

test('counts the less often the longer it takes', async () => {
  const { world, backlog } = open({ tookMs: 200 });
  await backlog.count();
  world.nowMs += 9_000;
  await backlog.isFull();
  expect(world.counts).toBe(1);
  world.nowMs += 1_001;
  await backlog.isFull();
  expect(world.counts).toBe(2);
});

test('knows of what was added here without a count', async () => {
  const { world, backlog } = open({ unsettled: 98 });
  await backlog.count();
  backlog.add(1);
  expect(await backlog.isFull()).toBe(false);
  backlog.add(1);
  expect(await backlog.isFull()).toBe(true);
  expect(world.counts).toBe(1);
});

test('once full, takes up again as soon as a count says so', async () => {
  const { world, backlog } = open({ unsettled: 100 });
  await backlog.count();
  world.unsettled = 50;
  expect(await backlog.isFull()).toBe(true);
  world.nowMs += 1_001;
  expect(await backlog.isFull()).toBe(false);
});

test('is not full for what was added while the app kept up, however slow the last count was', async () => {
  const { world, backlog } = open({ tookMs: 8_000 });
  await backlog.count();
  world.tookMs = 1;
  backlog.add(100);
  expect(await backlog.isFull()).toBe(false);
});

test('where there was next to no room, does not count for each that comes', async () => {
  const { world, backlog } = open({ unsettled: 99 });
  await backlog.count();
  backlog.add(1);
  for (let turn = 0; turn < 100; turn++) expect(await backlog.isFull()).toBe(true);
  expect(world.counts).toBe(1);
});

test('a count that fails refuses nothing', async () => {
  const backlog = createBacklog({ limit: 1, count: () => Promise.reject(new Error('away')) });
  expect(await backlog.isFull()).toBe(false);
});

test('what is added while it counts is not forgotten by the count, which may not have seen it', async () => {
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

test('the next count has seen it, and tells what is true', async () => {
  const { world, backlog } = open();
  const counted = backlog.count();
  backlog.add(100);
  await counted;
  expect(backlog.known()).toBe(100);
  world.unsettled = 40;
  expect(await backlog.count()).toBe(40);
  expect(backlog.known()).toBe(40);
});
