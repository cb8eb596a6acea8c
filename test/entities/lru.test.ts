import { createLru } from '../../src/entities/lru.js';

function setUp() {
  let time = 0;
  const lru = createLru<string>({ maxEntries: 2, ttlMs: 100, now: () => new Date(time) });
  const pass = (ms: number) => {
    time += ms;
  };
  return { lru, pass };
}

test('drops the least recently used entry', () => {
  const { lru } = setUp();
  lru.set('a', '1');
  lru.set('b', '2');
  lru.get('a');
  lru.set('c', '3');
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual(['1', undefined, '3']);
  expect(lru.size).toBe(2);
});

test('drops an expired entry, even if it was used or changed meanwhile', () => {
  const { lru, pass } = setUp();
  lru.set('a', '1');
  pass(60);
  lru.set('a', '2', { keepAge: true });
  expect(lru.get('a')).toBe('2');
  pass(40);
  expect(lru.get('a')).toBeUndefined();
  expect(lru.size).toBe(0);
});

test('restarts the time to live with a new value', () => {
  const { lru, pass } = setUp();
  lru.set('a', '1');
  pass(60);
  lru.set('a', '2');
  pass(60);
  expect(lru.get('a')).toBe('2');
  lru.delete('a');
  expect(lru.get('a')).toBeUndefined();
});
