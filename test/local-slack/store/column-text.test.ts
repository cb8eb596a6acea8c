import {
  fromColumn,
  toColumn,
  toIndexedColumn,
} from '../../../src/local-slack/store/postgres/column-text.js';
import fc from '../../support/fast-check.js';

const texts = fc.string({
  unit: fc.oneof(fc.constantFrom('\u0000', '\u001a', '\ud800', '\udc00', '#'), fc.string()),
});

test('text survives a column, and a column can hold it', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(fromColumn(toColumn(text))).toBe(text);
      expect(toColumn(text).isWellFormed()).toBe(true);
      expect(toColumn(text)).not.toContain('\u0000');
    }),
  );
});

test('printable text stays as it is', () => {
  for (const text of ['', 'T1 C2', 'ü 😀', '0000000000000001']) expect(toIndexedColumn(text)).toBe(text);
});

test('long text is shortened, and stays different', () => {
  const long = 'ü'.repeat(400);
  expect(toIndexedColumn(long)).toBe(long);
  const shortened = ['a', 'b'].map((end) => toIndexedColumn(long + end));
  expect(new Set(shortened).size).toBe(2);
  expect(Math.max(...shortened.map((text) => Buffer.byteLength(text)))).toBeLessThan(1_000);
});
