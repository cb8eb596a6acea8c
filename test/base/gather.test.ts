import { createGather } from '../../src/base/index.js';

function gatherInto(passed: string[][]) {
  return createGather<string>({ maxItems: 3, maxWeight: 10, pass: (items) => void passed.push(items) });
}

test('passes on together what is added in one turn', async () => {
  const passed: string[][] = [];
  const gather = gatherInto(passed);
  gather.add('a');
  await Promise.resolve();
  gather.add('b');
  expect(passed).toEqual([]);
  await new Promise(setImmediate);
  expect(passed).toEqual([['a', 'b']]);
});

test('keeps the order, and no more together than may be', async () => {
  const passed: string[][] = [];
  const gather = gatherInto(passed);
  for (const item of ['a', 'b', 'c', 'd']) gather.add(item);
  gather.add('six', 6);
  gather.add('five', 5);
  gather.add('twenty', 20);
  gather.add('e');
  await new Promise(setImmediate);
  expect(passed).toEqual([['a', 'b', 'c'], ['d', 'six'], ['five'], ['twenty'], ['e']]);
});

test('passes on at once when asked to, and nothing where there is nothing', () => {
  const passed: string[][] = [];
  const gather = gatherInto(passed);
  gather.flush();
  gather.add('a');
  gather.flush();
  expect(passed).toEqual([['a']]);
});
