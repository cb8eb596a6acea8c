import { formatBody } from '../../src/cli/format-record.js';

test('indents JSON of any depth, and leaves other text unchanged', () => {
  expect(formatBody(Buffer.from('{"a":[1]}'))).toBe('{\n  "a": [\n    1\n  ]\n}');
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  expect(formatBody(Buffer.from(deep))).toMatch(/^\[\n {2}\[\n/);
  expect(formatBody(Buffer.from('token=x'))).toBe('token=x');
});
