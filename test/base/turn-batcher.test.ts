import { createTurnBatcher } from '../../src/base/index.js';

function batcherInto(passed: string[][]) {
  return createTurnBatcher<string>({ maxItems: 3, maxWeight: 10, pass: (items) => void passed.push(items) });
}

test('passes on the items of one turn together', async () => {
  const passed: string[][] = [];
  const batcher = batcherInto(passed);
  batcher.add('a');
  await Promise.resolve();
  batcher.add('b');
  expect(passed).toEqual([]);
  await new Promise(setImmediate);
  expect(passed).toEqual([['a', 'b']]);
});

test('keeps the order, and never exceeds the limits', async () => {
  const passed: string[][] = [];
  const batcher = batcherInto(passed);
  for (const item of ['a', 'b', 'c', 'd']) batcher.add(item);
  batcher.add('six', 6);
  batcher.add('five', 5);
  batcher.add('twenty', 20);
  batcher.add('e');
  await new Promise(setImmediate);
  expect(passed).toEqual([['a', 'b', 'c'], ['d', 'six'], ['five'], ['twenty'], ['e']]);
});

test('flush passes on the gathered items, and does nothing if there are none', () => {
  const passed: string[][] = [];
  const batcher = batcherInto(passed);
  batcher.flush();
  batcher.add('a');
  batcher.flush();
  expect(passed).toEqual([['a']]);
});
