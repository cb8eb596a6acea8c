import { toArguments } from '../../src/client/arguments.js';
import { toJson } from '../../src/client/to-json.js';

class Money {
  toJSON() {
    return { amount: 5 };
  }
}

test.each<[string, object, object]>([
  [
    'leaves out undefined, null, functions and symbols',
    { a: undefined, b: null, c: () => 1, d: Symbol('x') },
    {},
  ],
  ['keeps plain values', { a: '', b: 0, c: false, d: '\ud83d' }, { a: '', b: 0, c: false, d: '\ud83d' }],
  ['sends NaN and infinite numbers as an empty text', { a: Number.NaN, b: 1 / 0 }, { a: '', b: '' }],
  ['calls toJSON', { a: new Money(), b: [new Money()] }, { a: { amount: 5 }, b: [{ amount: 5 }] }],
  ['writes a date as a quoted string', { a: new Date(0) }, { a: '"1970-01-01T00:00:00.000Z"' }],
  [
    'leaves out the members of objects that JSON.stringify leaves out',
    { a: [{ b: undefined, c: null, d: Number.NaN }, undefined] },
    { a: [{ c: null, d: null }, null] },
  ],
  ['turns a map into an object', { a: new Map([[1, 2]]) }, { a: {} }],
])('%s', (_title, args, expected) => {
  expect(toArguments('chat.postMessage', args)).toEqual(expected);
});

test('keeps the order of keys, and the bytes of files', () => {
  const image = Buffer.from('x');
  const given = toArguments('users.setPhoto', { z: 1, image, a: 2 }, (key) => key === 'image');
  expect(Object.keys(given)).toEqual(['z', 'image', 'a']);
  expect(given.image).toBe(image);
});

const circular: { inner: unknown[] } = { inner: [] };
circular.inner.push(circular);
/** Makes an object of unlimited depth. Newer engines write finite objects of any depth, so those do not always fail. */
function endless(): unknown[] {
  return [
    {
      get a() {
        return endless();
      },
    },
  ];
}

test.each<[string, object, RegExp]>([
  ['a bigint', { metadata: { n: [1, 5n] } }, /metadata\.n\[1\] is a bigint/],
  ['a bigint at the top', { ts: 5n }, /: ts is a bigint/],
  ['a circular object', { blocks: circular }, /blocks\.inner\[0\] contains itself/],
  [
    'an object of unlimited depth',
    { blocks: endless() },
    /blocks\[0\]\.a\[0\]\.a.*… is nested more than 1000 levels deep/,
  ],
  [
    'a value that throws when read',
    {
      a: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    },
    /: a cannot be written: no/,
  ],
  ['bytes outside of a file argument', { text: Buffer.from('x') }, /no argument text that takes bytes/],
])('refuses %s, and names its place', (_title, args, message) => {
  expect(() => toArguments('chat.postMessage', args)).toThrow(
    expect.objectContaining({ kind: 'invalid_argument', message: expect.stringMatching(message) }),
  );
});

test.each([['a text'], [5], [true]])('refuses %p in place of arguments', (args) => {
  expect(() => toArguments('chat.postMessage', args)).toThrow(
    expect.objectContaining({ kind: 'invalid_argument', code: 'client.bad_arguments' }),
  );
});

test('names the part of a reply that JSON cannot hold', () => {
  expect(() => toJson({ blocks: [1n] }, { name: 'The reply to this command' })).toThrow(
    /The reply to this command was not sent: blocks\[0\] is a bigint/,
  );
});
