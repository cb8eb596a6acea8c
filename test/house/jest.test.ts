import { backoffMs } from '../../src/base/index.js';

test('tests run as ES modules and import the sources', () => {
  expect(import.meta.url).toMatch(/\/test\/house\/jest\.test\.ts$/);
  expect(backoffMs(1, { firstMs: 10, mostMs: 10, random: () => 1 })).toBe(10);
});
