import { dedupeIdOf } from '../../src/inbox/index.js';

const NOON = new Date('2026-01-02T12:00:00Z');

test('returns the same id for the same key and time, and another id for another key', () => {
  const id = dedupeIdOf('event:A1:Ev1', NOON);
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(dedupeIdOf('event:A1:Ev1', NOON)).toBe(id);
  expect(dedupeIdOf('event:A1:Ev2', NOON)).not.toBe(id);
});

test('orders ids by time, independently of their keys', () => {
  const times = [0, 1, 60, 3_600, 86_400].map((seconds) => new Date(NOON.getTime() + seconds * 1000));
  const ids = times.map((time, index) => dedupeIdOf(`event:A1:Ev${index}`, time));
  expect(ids.toSorted()).toEqual(ids);
});

test('begins with zeros if there is no time', () => {
  expect(dedupeIdOf('trigger:1', undefined)).toMatch(/^00000000-/);
});

test.each([-1, 1e11, 8.64e12])('makes a valid id for a time %d s from 1970', (seconds) => {
  expect(dedupeIdOf('event:A1:Ev1', new Date(seconds * 1000))).toMatch(/^[0-9a-f]{8}-/);
});
