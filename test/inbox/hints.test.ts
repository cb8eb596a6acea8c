import { createHints } from '../../src/inbox/hints.js';

const conversation = (orderKey: number, teamId = 'T1') => ({ teamId, orderKey: `${orderKey}` });

test('keeps no hints before the first take', () => {
  const hints = createHints();
  hints.add(conversation(1));
  expect(hints.take(10)).toEqual([]);
  hints.add(conversation(2));
  expect(hints.take(10)).toEqual([conversation(2)]);
  expect(hints.take(10)).toEqual([]);
});

test('takes the oldest hints first, keeps the others, and holds each conversation once', () => {
  const hints = createHints();
  hints.take(0);
  for (const one of [conversation(1), conversation(2), conversation(1), conversation(1, 'T2')])
    hints.add(one);
  expect(hints.take(2)).toEqual([conversation(1), conversation(2)]);
  expect(hints.take(2)).toEqual([conversation(1, 'T2')]);
});

test('keeps at most 10,000 hints', () => {
  const hints = createHints();
  hints.take(0);
  for (let number = 0; number < 10_001; number++) hints.add(conversation(number));
  expect(hints.take(20_000).map(({ orderKey }) => Number(orderKey))).toEqual(
    Array.from({ length: 10_000 }, (_, number) => number),
  );
});
