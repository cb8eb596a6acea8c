import { createHeld } from '../../src/delivery/held.js';
import { attemptAt, leasedEnvelope } from './leased-envelope.js';

const attempt = (id: string, more: { kind?: string; name?: string; replyBy?: Date } = {}) =>
  attemptAt(leasedEnvelope(id, more));

function hold(...attempts: ReturnType<typeof attempt>[]) {
  const held = createHeld();
  for (const one of attempts) held.add(one);
  return held;
}

/** Makes this many attempts of one kind. All have the given name, or each has its own name. */
const many = (count: number, kind: string, name?: string) =>
  Array.from({ length: count }, (_, at) => attempt(`${kind} ${at}`, { kind, name: name ?? `${at}` }));

test('takes attempts with a deadline first, newest first, and the others in their order', () => {
  const replyBy = new Date();
  const held = hold(attempt('1'), attempt('2', { replyBy }), attempt('3'), attempt('4', { replyBy }));
  const taken = Array.from({ length: 5 }, () => held.take(() => true)?.envelope.id);
  expect(taken).toEqual(['4', '2', '1', '3', undefined]);
  expect(held.size()).toBe(0);
});

test('takes only an attempt that fits', () => {
  const held = hold(attempt('1'), attempt('2', { kind: 'command' }), attempt('3'));
  expect(held.take(({ envelope }) => envelope.kind === 'command')?.envelope.id).toBe('2');
  expect(held.take(({ envelope }) => envelope.kind === 'command')).toBeUndefined();
  expect(held.size()).toBe(2);
});

test('sift passes all attempts in order, and keeps those that are not taken', () => {
  const held = hold(attempt('1'), attempt('2'), attempt('3'));
  const seen: string[] = [];
  held.sift(({ envelope }) => seen.push(envelope.id) === 2);
  expect(seen).toEqual(['1', '2', '3']);
  expect([held.take(() => true), held.take(() => true)].map((one) => one?.envelope.id)).toEqual(['1', '3']);
});

test('has room for 1,000 attempts', () => {
  expect(createHeld().room()).toBe(1_000);
  expect(hold(...many(300, 'event'), ...many(700, 'command')).room()).toBe(0);
});

test('20 attempts of one name are enough of the name, but not of its kind', () => {
  expect(hold(...many(19, 'event', 'message')).enough()).toEqual({ kinds: [], names: [] });
  expect(hold(...many(20, 'event', 'message')).enough().names).toHaveLength(1);
  const { kinds, names } = hold(...many(210, 'event', 'message')).enough();
  expect(kinds).toEqual([]);
  expect(names).toEqual([expect.objectContaining({ kind: 'event', name: 'message' })]);
});

test('counts equal names of different kinds separately', () => {
  const held = hold(...many(19, 'event', 'vote'), ...many(19, 'command', 'vote'));
  expect(held.enough().names).toEqual([]);
});

test('200 attempts of ten names are enough of their kind', () => {
  const ofTen = Array.from({ length: 10 }, (_, at) => many(20, 'event', `${at}`)).flat();
  expect(hold(...ofTen).enough().kinds).toEqual(['event']);
});

test('200 attempts of many names are enough of their kind', () => {
  expect(hold(...many(199, 'event')).enough()).toEqual({ kinds: [], names: [] });
  expect(hold(...many(200, 'event'), ...many(10, 'command')).enough()).toEqual({
    kinds: ['event'],
    names: [],
  });
});
