import { backoffMs, createScope, withScope } from '../../src/base/index.js';

test('runs each release once, last registered first, even if one fails', async () => {
  const released: string[] = [];
  const scope = createScope();
  scope.onRelease(() => void released.push('first'));
  scope.onRelease(() => {
    throw new Error('stuck');
  });
  scope.onRelease(async () => void released.push('last'));
  await expect(scope.release()).rejects.toThrow(AggregateError);
  await expect(scope.release()).rejects.toThrow('stuck');
  expect(released).toEqual(['last', 'first']);
});

test('releases everything if the body fails half-way', async () => {
  const released: string[] = [];
  const start = withScope(async (scope) => {
    scope.onRelease(() => void released.push('one'));
    throw new Error('no');
  });
  await expect(start).rejects.toThrow('no');
  expect(released).toEqual(['one']);
});

test('reports why the body failed, even if a release fails too', async () => {
  const start = withScope(async (scope) => {
    scope.onRelease(() => Promise.reject(new Error('stuck')));
    throw new Error('no');
  });
  await expect(start).rejects.toThrow('no');
});

test.each([
  [1, 0, 500],
  [1, 1, 1000],
  [3, 0, 2000],
  [3, 1, 4000],
  [50, 1, 60_000],
])('attempt %i with chance %d waits %i ms', (attempt, chance, expected) => {
  expect(backoffMs(attempt, { firstMs: 1000, mostMs: 60_000, random: () => chance })).toBe(expected);
});
