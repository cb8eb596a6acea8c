import { createBuffer } from '../../src/traffic/buffer.js';
import type { TrafficEntry } from '../../src/traffic/index.js';

const entry = (request?: unknown): TrafficEntry => ({
  at: new Date('2026-01-01T00:00:00Z'),
  direction: 'in',
  name: 'event message',
  outcome: 'ok',
  tookMs: 1,
  request,
});
const body = (length: number) => Buffer.from(JSON.stringify({ text: 'x'.repeat(length) }));

test('returns entries oldest first, redacted and capped, until they are dropped', () => {
  const buffer = createBuffer({ bodyCapBytes: 50, maxEntries: 10, maxBytes: 1_000, maxRaw: 2 });
  for (const request of [{ token: 'xoxb-1' }, { text: 'two' }, body(900), undefined])
    buffer.add(entry(request));
  const texts = () => buffer.oldest(3).map(({ request }) => request && Buffer.from(request).toString());
  const expected = ['{"token":"[redacted]"}', '{"text":"two"}', expect.stringMatching(/^.{40,70}\[cut\]"}$/)];
  expect(texts()).toEqual(expected);
  expect(texts()).toEqual(expected);
  buffer.drop(3);
  expect(texts()).toEqual([undefined]);
  expect(buffer.length).toBe(1);
});

test('refuses entries beyond its limit', () => {
  const buffer = createBuffer({ bodyCapBytes: 50, maxEntries: 2, maxBytes: 1_000, maxRaw: 2 });
  expect([1, 2, 3].map(() => buffer.add(entry()))).toEqual([true, true, false]);
  buffer.drop(1);
  expect(buffer.add(entry())).toBe(true);
});

test('refuses entries beyond its limit of bytes, however large the bodies are', () => {
  const buffer = createBuffer({ bodyCapBytes: 100, maxEntries: 10_000, maxBytes: 5_000, maxRaw: 10 });
  let taken = 0;
  while (buffer.add(entry(body(900_000))) && taken < 1_000) taken++;
  expect(taken).toBeLessThan(70);
  buffer.drop(taken);
  expect(buffer.length).toBe(0);
  expect(buffer.add(entry(body(1)))).toBe(true);
});
