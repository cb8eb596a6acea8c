import { type Knowledge, merge, teaches } from '../../src/entities/knowledge.js';
import fc from '../support/fast-check.js';

const at = (seconds: number) => new Date(seconds * 1000);
const user = (seconds: number, facts: Knowledge<'user'>['facts'], complete = false): Knowledge<'user'> => ({
  kind: 'user',
  team_id: 'T1',
  id: 'U1',
  facts,
  complete,
  seenAt: at(seconds),
});

test('a newer fact replaces an older one, and absent facts stay', () => {
  const known = user(1, { name: 'ann', email: 'a@b.c' }, true);
  expect(merge(known, user(2, { name: 'anna', email: undefined }))).toEqual(
    user(2, { name: 'anna', email: 'a@b.c' }, true),
  );
});

test('an older lesson only fills gaps', () => {
  const known = user(2, { name: 'anna' });
  expect(merge(known, user(1, { name: 'ann', tz: 'UTC' }))).toEqual(user(2, { name: 'anna', tz: 'UTC' }));
});

test('complete lessons give the newest value of each fact in any order', () => {
  const lessons = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1 });
  fc.assert(
    fc.property(lessons, (times) => {
      const known = times.map((time) => user(time, { name: `n${time}` })).reduce(merge);
      expect(known).toEqual(user(Math.max(...times), { name: `n${Math.max(...times)}` }));
    }),
  );
});

test.each([
  ['the same name', user(2, { name: 'ann' }), false],
  ['no fact', user(2, { tz: undefined }), false],
  ['another name', user(2, { name: 'anna' }), true],
  ['an older, different name', user(0, { name: 'anna' }), false],
  ['an older, unknown fact', user(0, { tz: 'UTC' }), true],
  ['the same name in a complete lesson', user(2, { name: 'ann' }, true), true],
])('to a user whose name is known, %s teaches something: %s', (_, lesson, expected) => {
  expect(teaches(user(1, { name: 'ann' }), lesson)).toBe(expected);
});

test('a complete lesson an hour later confirms the knowledge', () => {
  const known = user(1, { name: 'ann' }, true);
  expect(teaches(known, user(3_000, { name: 'ann' }, true))).toBe(false);
  expect(teaches(known, user(3_700, { name: 'ann' }, true))).toBe(true);
});
