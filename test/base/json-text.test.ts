import { jsonText } from '../../src/base/index.js';
import fc from '../support/fast-check.js';

const DEEP = 20_000;

test('writes what JSON.parse reads as the same', () => {
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
  ['both, with others beside them', '[1,{"a":"\\u0000","b":', ',"c":null},false]'],
])('%s that are nested deep', (_title, open, close) => {
  const text = `${open.repeat(DEEP)}[]${close.repeat(DEEP)}`;
  expect(jsonText(JSON.parse(text))).toBe(text);
});

test('leaves out, among what is nested deep, what is undefined, as JSON.stringify does', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`);
  expect(jsonText({ a: undefined, b: [undefined], deep })).toBe(
    `{"b":[null],"deep":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
  );
});

test('sets in what is for people, as JSON.stringify does', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(jsonText(value, 2))).toEqual(value)));
  const json = { a: [1, [], {}], b: { c: { d: 'x' } }, e: undefined };
  expect(jsonText(json, 2)).toBe(JSON.stringify(json, undefined, 2));
});

test('sets in no further what is nested deeper than people read', () => {
  const lines = jsonText(JSON.parse(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`), 2).split('\n');
  expect(lines).toHaveLength(201);
  expect(lines[100]?.trim()).toBe('['.repeat(DEEP - 100) + ']'.repeat(DEEP - 100));
});

test('fails on what is no JSON, as JSON.stringify does', () => {
  expect(() => jsonText({ a: 1n })).toThrow(TypeError);
});
