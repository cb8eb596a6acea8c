import { createUnproved } from '../../src/ingress/http/unproved.js';

const KIB = 1024;

function open(mostBytes: number) {
  let atMs = 0;
  const told: boolean[] = [];
  const dropped: string[] = [];
  const unproved = createUnproved({ mostBytes, onBusy: (isBusy) => told.push(isBusy), nowMs: () => atMs });
  return {
    told,
    dropped,
    pass: (ms: number) => {
      atMs += ms;
    },
    hold: (name: string) => unproved.hold(() => dropped.push(name)),
  };
}

test('grants bytes while there is room, and gets them back', () => {
  const { dropped, told, hold } = open(8 * KIB);
  const first = hold('first');
  expect(first.grow(4 * KIB)).toBe(true);
  expect(first.grow(4 * KIB)).toBe(true);
  first.end();
  first.end();
  expect(hold('second').grow(8 * KIB)).toBe(true);
  expect({ dropped, told }).toEqual({ dropped: [], told: [] });
});

test('drops the request that holds the most bytes', () => {
  const { dropped, hold } = open(8 * KIB);
  for (const [name, sizeBytes] of [
    ['small', KIB],
    ['large', 5 * KIB],
    ['middle', 2 * KIB],
  ] as const)
    hold(name).grow(sizeBytes);
  expect(hold('new').grow(KIB)).toBe(true);
  expect(dropped).toEqual(['large']);
});

test('drops the request that has held its bytes the longest', () => {
  const { dropped, hold, pass } = open(8 * KIB);
  for (const name of ['first', 'second', 'third', 'fourth']) {
    hold(name).grow(2 * KIB);
    pass(100);
  }
  expect(hold('new').grow(2 * KIB)).toBe(true);
  expect(dropped).toEqual(['first']);
});

test('keeps a large body that arrives fast, and drops a small one that is withheld', () => {
  const { dropped, hold, pass } = open(16 * KIB);
  for (const name of ['a', 'b', 'c', 'd']) hold(name).grow(2 * KIB);
  pass(2_000);
  const slack = hold('slack');
  for (let part = 0; part < 8; part++) {
    pass(5);
    expect(slack.grow(KIB)).toBe(true);
  }
  expect(hold('another').grow(KIB)).toBe(true);
  expect(dropped).toEqual(['a']);
});

test('drops as many requests as necessary', () => {
  const { dropped, hold, pass } = open(8 * KIB);
  for (const name of ['a', 'b', 'c', 'd']) hold(name).grow(2 * KIB);
  pass(1_000);
  expect(hold('new').grow(5 * KIB)).toBe(true);
  expect(dropped).toEqual(['a', 'b', 'c']);
});

test('refuses the request that asks for room if it is the heaviest', () => {
  const { dropped, hold } = open(8 * KIB);
  const small = hold('small');
  small.grow(2 * KIB);
  const large = hold('large');
  expect(large.grow(7 * KIB)).toBe(false);
  expect(dropped).toEqual([]);
  expect(small.grow(6 * KIB)).toBe(true);
});

test('reports once that there is no room, and once that half of it is free', () => {
  const { told, hold } = open(8 * KIB);
  const all = ['a', 'b', 'c', 'd'].map((name) => {
    const holding = hold(name);
    holding.grow(2 * KIB);
    return holding;
  });
  hold('new').grow(2 * KIB);
  hold('newer').grow(2 * KIB);
  expect(told).toEqual([true]);
  for (const holding of all) holding.end();
  expect(told).toEqual([true, false]);
});
