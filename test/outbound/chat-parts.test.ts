import { type Args, said, setUp, task } from './chat-stage.js';

test.each<[string, Args, unknown[]]>([
  ['a number as its text', { markdown_text: 5 }, [said('5')]],
  ['a boolean as its text', { markdown_text: false }, [said('false')]],
  ['an object as JSON', { markdown_text: { toString: 1 } }, [said('{"toString":1}')]],
  ['null as no text', { markdown_text: null, chunks: [task('1')] }, [task('1')]],
  ['null as no chunks', { markdown_text: 'a', chunks: null }, [said('a')]],
  ['an empty text as no chunks', { markdown_text: 'a', chunks: '' }, [said('a')]],
  ['an empty list as no chunks', { markdown_text: 'a', chunks: [] }, [said('a')]],
  ['chunks in JSON', { chunks: JSON.stringify([task('1'), task('2')]) }, [task('1'), task('2')]],
  ['a chunk outside a list as one chunk', { chunks: task('1') }, [task('1')]],
  ['a text that is not JSON as one chunk', { chunks: 'x' }, ['x']],
])('sends %s', async (_, args, chunks) => {
  const { stream, calls } = setUp({}, { bufferSize: 1 });
  await stream.append(args);
  expect(calls).toEqual([['chat.startStream', { channel: 'C1', chunks }]]);
});

test.each([
  ['x'.repeat(12_000), [12_000]],
  ['x'.repeat(12_001), [12_000, 1]],
  [`${'x'.repeat(11_998)}🙂y`, [12_000, 1]],
])('text is cut only if it is too long', async (text, lengths) => {
  const { stream, calls } = setUp();
  await stream.append({ markdown_text: text });
  const pieces = calls.flatMap(([, { chunks }]) => chunks as { text: string }[]);
  expect(pieces.map(({ text: piece }) => piece.length)).toEqual(lengths);
});

test('long text is sent in pieces, none of which ends inside a character', async () => {
  const { stream, calls } = setUp();
  const text = `${'x'.repeat(11_999)}🙂${'y'.repeat(13_000)}`;
  await stream.append({ markdown_text: text });
  await stream.stop();
  const pieces = calls.flatMap(([, { chunks = [] }]) => chunks as { text: string }[]);
  expect(pieces.map(({ text: piece }) => piece.length)).toEqual([11_999, 12_000, 1_002]);
  expect(pieces.map(({ text: piece }) => piece).join('')).toBe(text);
});
