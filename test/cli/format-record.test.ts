import { formatBody } from '../../src/cli/format-record.js';

test('spreads JSON over lines, however deep it is nested, and leaves other text alone', () => {
  expect(formatBody(Buffer.from('{"a":[1]}'))).toBe('{\n  "a": [\n    1\n  ]\n}');
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  expect(formatBody(Buffer.from(deep))).toMatch(/^\[\n {2}\[\n/);
  expect(formatBody(Buffer.from('token=x'))).toBe('token=x');
});
