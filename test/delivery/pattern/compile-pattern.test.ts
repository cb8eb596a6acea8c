import { compilePattern } from '../../../src/delivery/pattern/compile-pattern.js';
import fc from '../../support/fast-check.js';

const atoms = fc.constantFrom(
  ...['a', 'b', 'A', '_', 'é', 'ſ', 'K', '😀', '.', '^', '$', '{', '}', ']', '{1', '\n'],
  ...['\\d', '\\w', '\\W', '\\s', '\\b', '\\B', '\\.', '\\/', '\\x61', '\\u0061', '\\n', '\\0', '\\-'],
  ...['\\cA', '\\c', '\\8', '\\12', '\\p{L}', '\\u{61}', '\\ud83d\\ude00'],
  ...['[ab]', '[^a]', '[]', '[^]', '[a-c\\d]', '[\\b]', '[\\]a]', '[[a]'],
);
const quantifiers = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '+?', '{0}');
const openings = fc.constantFrom('(', '(?:', '(?<n>', '(?=', '(?!', '(?<=', '(?<!');
const joined = (parts: readonly string[]) => parts.join('');
const { pattern: patterns } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(atoms, quantifiers).map(joined),
    fc.tuple(tie('pattern'), tie('pattern')).map(joined),
    fc.tuple(tie('pattern'), tie('pattern')).map((options) => options.join('|')),
    fc.tuple(openings, tie('pattern'), fc.constant(')'), quantifiers).map(joined),
  ),
}));
const flags = fc.constantFrom('', 'i', 'u', 'iu', 'm', 's', 'ms', 'im', 'g');
const unit = fc.constantFrom(
  ...['a', 'b', 'c', 'A', '_', '1', 'é', 'ſ', 'K', '\u212a', '😀', '\ud83d', '\ude00', ' ', '\n', '\u2028'],
  ...['.', '{', '\\', '-', ']', '\x01', '/'],
);
const texts = fc.array(fc.string({ unit, maxLength: 8 }), { minLength: 1, maxLength: 6 });

function isValid(source: string, given: string): boolean {
  try {
    new RegExp(source, given);
    return true;
  } catch {
    return false;
  }
}

test('a pattern matches exactly what it matches in JavaScript', () => {
  fc.assert(
    fc.property(patterns, flags, texts, (source, given, tried) => {
      fc.pre(isValid(source, given));
      const matches = compilePattern(source, given);
      expect(tried.map(matches)).toEqual(tried.map((text) => new RegExp(source, given).test(text)));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['^(a+)+$', `${'a'.repeat(999)}b`],
  ['^(?:a|aa|a?)*$', `${'a'.repeat(999)}b`],
  ['(.*)*(.*)*(.*)*x', 'a'.repeat(1_000)],
  ['(?=(?:a|a)*b)(?<!(?:a+)+c)(?:(?:a|a)*)*d', 'a'.repeat(1_000)],
  ['(?:a{0,10}){0,20}b', 'a'.repeat(1_000)],
])('answers at once for a pattern that would take JavaScript hours: %s', (source, text) => {
  const startedMs = performance.now();
  expect(compilePattern(source, '')(text)).toBe(false);
  // JavaScript's own engine would not finish in the lifetime of a machine.
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test.each([
  ['a back reference by number', '(a)\\1', '', 'a back reference (\\1)'],
  ['a back reference by name', '(?<n>a)\\k<n>', '', 'a back reference by name (\\k)'],
  ['the flag v', '[a--b]', 'v', 'the flag v'],
  ['a repetition of repetitions', '(?:a{100}){100}', '', 'is too large'],
  ['a repetition of nothing', '(?:(?:){99999}){99999}', '', 'is too large'],
  ['a long source', 'a'.repeat(1_001), '', '1001 characters'],
  ['70,000 brackets', '['.repeat(70_000), '', '70000 characters'],
  ['an open bracket', '[', '', 'not a valid regular expression'],
  ['an unknown flag', 'a', 'q', 'not a valid regular expression'],
])('refuses a pattern with %s, and says why', (_case, source, given, words) => {
  const refused = { kind: 'invalid_argument', code: 'delivery.bad_handles' };
  const message = expect.stringContaining(words);
  expect(() => compilePattern(source, given)).toThrow(expect.objectContaining({ ...refused, message }));
});

test('accepts groups nested as deeply as the limit of a pattern’s length allows', () => {
  expect(compilePattern(`${'('.repeat(499)}a${')'.repeat(499)}`, '')('a')).toBe(true);
});

test('a text that is longer than any of Slack’s names matches no pattern', () => {
  expect(compilePattern('a', '')('a'.repeat(1_000))).toBe(true);
  expect(compilePattern('a', '')('a'.repeat(1_001))).toBe(false);
});
