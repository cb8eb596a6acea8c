import { jsonText } from '../../src/base/index.js';
import fc from '../support/fast-check.js';

const DEEP = 20_000;

test('writes text that JSON.parse reads as the same value', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(jsonText(value))).toEqual(value)));
});

test.each([['{"a":[1,"x",true,null,{}],"b":{"c":[]}}'], ['[-0,1e999,-1e999]'], ['"\\ud800"']])(
  'writes %s as it was read',
  (text) => {
    expect(jsonText(JSON.parse(text))).toBe(text);
  },
);

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
  ['both, with other members beside them', '[1,{"a":"\\u0000","b":', ',"c":null},false]'],
])('writes deeply nested %s', (_title, open, close) => {
  const text = `${open.repeat(DEEP)}[]${close.repeat(DEEP)}`;
  expect(jsonText(JSON.parse(text))).toBe(text);
});

test('leaves out undefined beside deeply nested values, as JSON.stringify does', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`);
  expect(jsonText({ a: undefined, b: [undefined], deep })).toBe(
    `{"b":[null],"deep":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
  );
});

test('indents as JSON.stringify does', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(jsonText(value, 2))).toEqual(value)));
  const json = { a: [1, [], {}], b: { c: { d: 'x' } }, e: undefined };
  expect(jsonText(json, 2)).toBe(JSON.stringify(json, undefined, 2));
});

test('keeps values below the hundredth level on one line', () => {
  const lines = jsonText(JSON.parse(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`), 2).split('\n');
  expect(lines).toHaveLength(201);
  expect(lines[100]?.trim()).toBe('['.repeat(DEEP - 100) + ']'.repeat(DEEP - 100));
});

test('throws on a value that is not JSON, as JSON.stringify does', () => {
  expect(() => jsonText({ a: 1n })).toThrow(TypeError);
});
