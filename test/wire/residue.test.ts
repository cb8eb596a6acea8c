import { type Json, jsonText } from '../../src/base/index.js';
import { codec } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';
import { madeOf } from './made-json.js';
import { shapes } from './made-shapes.js';
import { splitResidue, withResidue } from './split-residue.js';
import { anyJson, spoiltFrom } from './spoilt.js';

/** Encodes and decodes; returns the decoded JSON and the residue. */
function travel(name: string, json: unknown): { json: Json; residue: unknown } {
  const { encode, decode } = codec(shapes[name]);
  const bytes = encode(json);
  const { residue } = splitResidue(bytes);
  return { json: decode(bytes), residue: residue === undefined ? undefined : JSON.parse(residue) };
}

test.each<[string, string, string, unknown]>([
  [
    'nothing if the message holds everything',
    'View',
    '{"id":"V","count":1,"names":["a"],"blocks":[{}]}',
    undefined,
  ],
  ['a null, last', 'View', '{"count":1,"id":null}', [[['id'], null]]],
  ['a null, with its place', 'View', '{"id":null,"count":1}', [[['id'], null, 0]]],
  [
    'an undeclared key, with its place',
    'View',
    '{"id":"V","new":{"a":[1]},"count":1}',
    [[['new'], { a: [1] }, 1]],
  ],
  ['an empty list', 'View', '{"names":[],"id":"V"}', [[['names'], [], 0]]],
  ['an empty dictionary', 'View', '{"labels":{},"id":"V"}', [[['labels'], {}, 0]]],
  ['an empty list for a dictionary', 'View', '{"values":[]}', [[['values'], []]]],
  ['a number for a string', 'View', '{"id":3}', [[['id'], 3]]],
  ['a string for a list', 'View', '{"blocks":"[]"}', [[['blocks'], '[]']]],
  [
    'a key deep inside',
    'View',
    '{"blocks":[{},{"elements":[{"new":1,"type":"t"}]}]}',
    [[['blocks', 1, 'elements', 0, 'new'], 1, 0]],
  ],
  ['a whole list if an item does not fit', 'View', '{"names":["a",1]}', [[['names'], ['a', 1]]]],
  [
    'a whole list, and no entries for its items',
    'View',
    '{"blocks":[{"new":1},null]}',
    [[['blocks'], [{ new: 1 }, null]]],
  ],
  ['a list of nulls', 'View', '{"names":[null],"id":"V"}', [[['names'], [null], 0]]],
  ['a null in a dictionary', 'View', '{"labels":{"a":null,"b":"c"}}', [[['labels', 'a'], null, 0]]],
  ['a dictionary of nulls', 'View', '{"labels":{"a":null}}', [[['labels'], { a: null }]]],
  ['a whole list in a list', 'Block', '{"rows":[[{"text":"x"}],[null]]}', [[['rows', 1], [null]]]],
  ['a lone surrogate', 'View', '{"id":"a\\ud83d"}', [[['id'], 'a\ud83d']]],
  ['a lone surrogate in a list', 'View', '{"names":["a","\\ud83d"]}', [[['names', 1], '\ud83d']]],
  [
    'a lone surrogate as a key',
    'View',
    '{"labels":{"\\ud83d":"x","a":"b"}}',
    [[['labels', '\ud83d'], 'x', 0]],
  ],
  ['no untyped null', 'View', '{"payload":{"a":null,"b":[null]},"anything":null,"list":[1,null]}', undefined],
  ['an untyped infinite number', 'View', '{"payload":{"b":[1e400,1]}}', [[['payload', 'b', 0], Infinity]]],
  ['an untyped __proto__', 'View', '{"payload":{"__proto__":1,"a":2}}', [[['payload', '__proto__'], 1, 0]]],
  [
    'a member of an event of an unknown type',
    'Callback',
    '{"event":{"type":"sung","tune":"\\ud83d"}}',
    [[['event', 'tune'], '\ud83d']],
  ],
  ['an event that is not an object', 'Callback', '{"event":[1]}', [[['event'], [1]]]],
])('the residue has %s', (_title, name, text, residue) => {
  const sent = JSON.parse(text);
  const there = travel(name, sent);
  expect(there.residue).toEqual(residue);
  expect(there.json).toEqual(sent);
  expect(jsonText(there.json)).toBe(jsonText(sent));
});

const roots = Object.keys(shapes).filter((name) => shapes[name]?.form === 'object');

test('any JSON comes out of any message unchanged', () => {
  const objects = anyJson.filter((json) => typeof json === 'object' && json !== null && !Array.isArray(json));
  fc.assert(
    fc.property(fc.constantFrom(...roots), objects, (name, json) => {
      expect(jsonText(travel(name, json).json)).toBe(jsonText(json));
    }),
    { numRuns: 300 },
  );
});

test.each(['View', 'Block', 'Callback', 'Update'])(
  'a %s that is spoilt anywhere comes out unchanged',
  (name) => {
    const { shape } = codec(shapes[name]);
    fc.assert(
      fc.property(
        madeOf(shape, true).chain(({ noisy }) => spoiltFrom(noisy)),
        (json) => {
          expect(jsonText(travel(name, json).json)).toBe(jsonText(json));
        },
      ),
      { numRuns: 60 },
    );
  },
);

test.each([
  ['lists', '[', ']'],
  ['objects', '{"elements":', '}'],
  ['both', '{"elements":[', ']}'],
])('deeply nested %s come out unchanged', (_title, open, close) => {
  const text = `{"id":"V","blocks":[{"elements":${open.repeat(20_000)}1${close.repeat(20_000)}}],"payload":{"a":${open.repeat(20_000)}1${close.repeat(20_000)}}}`;
  expect(jsonText(travel('View', JSON.parse(text)).json)).toBe(text);
});

test('a residue is no longer than the JSON, however long its paths are', () => {
  let json: Json = { elements: Array.from({ length: 10_000 }, () => ({ '': 1 })) };
  for (let depth = 0; depth < 40; depth++) json = { elements: [json] };
  const { encode, decode } = codec(shapes.Block);
  const bytes = encode(json);
  const text = jsonText(json);
  expect(splitResidue(bytes).residue?.length).toBeLessThan(text.length + 20);
  expect(jsonText(decode(bytes))).toBe(text);
});

describe('a residue from an app', () => {
  const { encode, decode } = codec(shapes.View);
  const apply = (
    residue: string,
    json: Json = { id: 'V', names: ['a', 'b'], labels: { a: 'b' }, image: Buffer.from('x') },
  ) => decode(withResidue(encode(json), residue));

  test.each([
    ['that is not JSON', '{'],
    ['that is empty', ''],
    ['that is not a list', '{}'],
    ['with an entry that is not a list', '[{}]'],
    ['with an entry without a value', '[[["a"]]]'],
    ['with a path that is not a list', '[["id",1]]'],
    ['with a step that is neither key nor index', '[[["labels",null],1]]'],
    ['with a step that is an object', '[[[{}],1]]'],
    ['with a place that is not a number', '[[["new"],1,"0"]]'],
    ['with a path through an absent key', '[[["nothing","a"],1]]'],
    ['with a path through a text', '[[["id","a"],1]]'],
    ['with a path through bytes', '[[["image","0"],1]]'],
    ['with a path through an inherited property', '[[["__proto__","polluted"],1]]'],
    ['with a path through a constructor', '[[["constructor","prototype","polluted"],1]]'],
    ["with a path through a list's own properties", '[[["names","length"],0]]'],
    ['with an index beyond the list', '[[["names",2],1]]'],
    ['with a negative index', '[[["names",-1],1]]'],
    ['with a fractional index', '[[["names",0.5],1]]'],
    ['with an index into an object', '[[["labels",0],1]]'],
    ['with a list in place of the message', '[[[],[]]]'],
  ])('%s is refused', (_title, residue) => {
    expect(() => apply(residue)).toThrow(
      expect.objectContaining({
        kind: 'invalid_argument',
        code: 'wire.bad_residue',
        message: expect.stringContaining('havoc_residue'),
      }),
    );
    expect(({} as Json).polluted).toBeUndefined();
  });

  test('cannot change a prototype', () => {
    const there = apply(
      '[[["__proto__"],{"polluted":1}],[["labels","constructor"],{"prototype":{"polluted":1}}]]',
    );
    expect(Object.keys(there)).toContain('__proto__');
    expect(Object.getPrototypeOf(there)).toBe(Object.prototype);
    expect(({} as Json).polluted).toBeUndefined();
  });

  test.each([
    ['many keys of one object', '[', (at: number) => `[["k${at}"],1,${at % 7}]`],
    ['one key again and again', '[', (at: number) => `[["k"],${at},0]`],
    ['many items of one list', '[', (at: number) => `[["names",${at % 2}],1]`],
  ])('is applied quickly, with %s', (_title, open, entry) => {
    const residue = `${open}${Array.from({ length: 100_000 }, (_, at) => entry(at)).join(',')}]`;
    expect(Object.keys(apply(residue)).length).toBeGreaterThan(3);
  });

  test.each([
    ['of the message itself', '[[[],{"id":"W"}]]', { id: 'W' }],
    ['with a place beyond the end', '[[["new"],1,99]]', { id: 'V', names: ['a'], new: 1 }],
    ['with a place before the start', '[[["new"],1,-1]]', { new: 1, id: 'V', names: ['a'] }],
    ['with descending places', '[[["x"],1,2],[["y"],2,0]]', { y: 2, id: 'V', names: ['a'], x: 1 }],
    ['with two entries for one path', '[[["id"],1],[["id"],2]]', { id: 2, names: ['a'] }],
    ['with an entry that has an unknown fourth item', '[[["id"],1,0,"later"]]', { id: 1, names: ['a'] }],
  ])('%s is accepted', (_title, residue, expected) => {
    expect(apply(residue, { id: 'V', names: ['a'] })).toEqual(expected);
  });
});
