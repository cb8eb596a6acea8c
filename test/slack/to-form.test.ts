import { toForm } from '../../src/slack/to-form.js';

test('writes objects and lists as JSON, and a lone surrogate as U+FFFD', () => {
  const image = Buffer.from('x');
  const args = { a: 'x\ud83d', 'k\udc00': 1, b: [{ t: '\ud83d' }], image, c: true, none: null };
  expect(toForm('m', args)).toEqual({
    a: 'x\ufffd',
    'k\ufffd': 1,
    b: '[{"t":"\\ud83d"}]',
    image,
    c: true,
    none: null,
  });
});

test('refuses an argument that is nested too deep, and names it', () => {
  const blocks: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  expect(() => toForm('chat.postMessage', { blocks })).toThrow(
    expect.objectContaining({
      kind: 'invalid_argument',
      code: 'slack.bad_arguments',
      message: expect.stringContaining('blocks cannot be written as JSON, since it is nested too deep'),
    }),
  );
});
