import { isOlder } from '../../src/db/is-older.js';
import { VERSION } from '../../src/version.js';

test.each([
  ['0.1.0', '0.1.1', true],
  ['0.1.9', '0.1.10', true],
  ['0.9.0', '0.10.0', true],
  ['0.9.9', '1.0.0', true],
  ['0.1.0', '0.1.0', false],
  ['0.2.0', '0.1.9', false],
  ['1.0.0', '0.99.99', false],
  ['0.2.0-rc.1', '0.2.0', false],
  ['0.2.0-rc.1', '0.2.1', true],
])('%s is older than %s: %s', (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});

test('refuses a text that is not a version', () => {
  expect(() => isOlder('latest', '0.1.0')).toThrow("'latest' is not a version");
});

test("havoc's own version has the right form", () => {
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+/);
});
