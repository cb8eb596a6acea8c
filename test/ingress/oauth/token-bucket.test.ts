import { createTokenBucket, createTokenBuckets } from '../../../src/ingress/oauth/token-bucket.js';

let atMs = 0;
const nowMs = () => atMs;

test('gives a number of tokens at once, and the same number in each minute', () => {
  const take = createTokenBucket({ perMinute: 3, nowMs });
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  atMs += 19_999;
  expect(take()).toBe(false);
  atMs += 1;
  expect([take(), take()]).toEqual([true, false]);
  atMs += 3_600_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});

test('each key has its own tokens', () => {
  const take = createTokenBuckets({ perMinute: 1, mostKeys: 2, nowMs });
  expect([take('a'), take('b'), take('a'), take('b')]).toEqual([true, true, false, false]);
});

test('remembers a limited number of keys, and forgets the one that asked least recently', () => {
  const take = createTokenBuckets({ perMinute: 1, mostKeys: 2, nowMs });
  expect([take('a'), take('b'), take('a')]).toEqual([true, true, false]);
  expect(take('c')).toBe(true);
  expect([take('a'), take('c')]).toEqual([false, false]);
  expect(take('b')).toBe(true);
});
