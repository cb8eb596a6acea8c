import { createDocumentCache } from '../../../src/local-slack/store/postgres/document-cache.js';

const SIZE = 200;
/** An entry of 200 characters. */
const entryOf = (id: string, order: number) => ({
  text: JSON.stringify('x'.repeat(SIZE - 100 - 2 - id.length)),
  order,
});

test('the documents that were used last stay', () => {
  const cache = createDocumentCache(3 * SIZE);
  for (const [order, id] of ['a', 'b', 'c'].entries()) cache.set(id, entryOf(id, order));
  expect(cache.find('a')?.held?.order).toBe(0);
  cache.set('d', entryOf('d', 3));
  expect(['a', 'b', 'c', 'd'].map((id) => cache.find(id) !== undefined)).toEqual([true, false, true, true]);
});

test('replacing a document frees what the old one took', () => {
  const cache = createDocumentCache(2 * SIZE);
  for (let order = 0; order < 9; order++) cache.set('a', entryOf('a', order));
  cache.set('b', entryOf('b', 1));
  expect([cache.find('a')?.held?.order, cache.find('b')?.held?.order]).toEqual([8, 1]);
});

test('a document that is too large leaves the others, and removes its old version', () => {
  const cache = createDocumentCache(SIZE);
  cache.set('a', entryOf('a', 0));
  cache.set('b', { text: JSON.stringify('x'.repeat(SIZE)), order: 1 });
  expect([cache.find('a')?.held?.order, cache.find('b')]).toEqual([0, undefined]);
  cache.set('a', { text: JSON.stringify('x'.repeat(SIZE)), order: 0 });
  expect(cache.find('a')).toBeUndefined();
});

test('an absent document is known as absent, and clear forgets it', () => {
  const cache = createDocumentCache(SIZE);
  cache.set('a', undefined);
  expect(cache.find('a')).toEqual({ held: undefined });
  cache.clear();
  expect(cache.find('a')).toBeUndefined();
});

test('a document is parsed once', () => {
  const cache = createDocumentCache(SIZE);
  cache.set('a', { text: '{"a":1}', order: 0 });
  const first = cache.find('a')?.held?.doc;
  expect(first).toEqual({ a: 1 });
  expect(cache.find('a')?.held?.doc).toBe(first);
});
