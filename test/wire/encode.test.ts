import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { jsonText } from '../../src/base/index.js';
import { checked, codec, coder, encodeAhead } from '../../src/wire/index.js';
import { shapes } from './made-shapes.js';
import { splitResidue, withResidue } from './split-residue.js';

/** Returns the JSON for an app that ignores the residue (`typed`), and for an app that applies it (`whole`). */
function travel(name: string, json: unknown): { typed: object; whole: object } {
  const { encode, decode } = codec(shapes[name]);
  const bytes = encode(json);
  return { typed: decode(splitResidue(bytes).typed), whole: decode(bytes) };
}

test.each<[string, string, unknown, object]>([
  ['keeps what is declared', 'View', { id: 'V', count: 0, open: false }, { id: 'V', count: 0, open: false }],
  ['takes null as absent', 'View', { id: null, names: null, values: null, blocks: null }, {}],
  ['takes null in a list as absent', 'View', { names: ['a', null, 'b'] }, { names: ['a', 'b'] }],
  ['leaves out what is undeclared', 'View', { id: 'V', new_thing: { a: 1 } }, { id: 'V' }],
  ['drops a string for a number', 'View', { count: '3' }, {}],
  ['drops a number for a string', 'View', { id: 3 }, {}],
  ['drops an object for a list', 'View', { names: { a: 1 } }, {}],
  ['drops a string for an object', 'View', { values: 'none' }, {}],
  ['drops one bad item of a list', 'View', { names: ['a', 1] }, { names: ['a'] }],
  [
    'drops one bad member',
    'View',
    { blocks: [{}, { elements: [{ type: 7 }] }] },
    { blocks: [{}, { elements: [{}] }] },
  ],
  ['takes an empty list for an empty dictionary', 'View', { values: [], labels: [] }, {}],
  ['drops an empty list, which Slack would refuse', 'View', { names: [], blocks: [] }, {}],
  [
    'wraps a dictionary in a dictionary',
    'View',
    { values: { a: { b: { type: 't' } } } },
    { values: { a: { b: { type: 't' } } } },
  ],
  ['wraps a list in a list', 'Block', { rows: [[{ text: 'x' }], []] }, { rows: [[{ text: 'x' }], []] }],
  [
    'tells the forms of a union apart',
    'Block',
    { text: { text: 'x' }, elements: [{ text: 'y' }] },
    { text: { text: 'x' }, elements: [{ text: 'y' }] },
  ],
  [
    'keeps untyped JSON',
    'View',
    { payload: { a: [1, null, { b: null }], c: null } },
    { payload: { a: [1, null, { b: null }], c: null } },
  ],
  [
    'keeps any value as untyped',
    'View',
    { anything: [1, 'a'], list: [1, 'a', { b: true }] },
    { anything: [1, 'a'], list: [1, 'a', { b: true }] },
  ],
  ['drops a scalar for an untyped object', 'View', { payload: 'x' }, {}],
  ['takes bytes', 'View', { image: new Uint8Array([1]) }, { image: Buffer.from([1]) }],
  ['drops base64 for bytes', 'View', { image: 'AQ==' }, {}],
  [
    'drops a list that is empty on purpose',
    'Update',
    { channel: 'C', blocks: [], file_ids: ['F'] },
    { channel: 'C', file_ids: ['F'] },
  ],
  ['drops a nested empty list', 'Update', { blocks: [{ elements: [] }] }, { blocks: [{}] }],
  [
    'puts an event into its arm',
    'Callback',
    { event: { type: 'said', text: 'x' } },
    { event: { type: 'said', text: 'x' } },
  ],
  [
    'keeps an unknown event whole',
    'Callback',
    { event: { type: 'sung', tune: [1] } },
    { event: { type: 'sung', tune: [1] } },
  ],
  [
    'keeps an event that calls itself unknown',
    'Callback',
    { event: { type: 'unknown', body: 1 } },
    { event: { type: 'unknown', body: 1 } },
  ],
  ['keeps an event without a type', 'Callback', { event: { text: 'x' } }, { event: { text: 'x' } }],
])('an app that ignores the residue: %s', (_title, name, json, message) => {
  const there = travel(name, json);
  expect(there.typed).toEqual(message);
  expect(there.whole).toEqual(json);
});

test.each([
  ['a string', 'x'],
  ['a number', 1],
  ['a list', [{}]],
  ['null', null],
  ['nothing', undefined],
])('turns %s into an empty message', (_title, json) => {
  expect(travel('View', json)).toEqual({ typed: {}, whole: {} });
});

test('keys such as __proto__ are plain keys', () => {
  const json = JSON.parse(
    '{"__proto__":{"id":"x"},"constructor":{"id":"x"},"toString":"x","labels":{"__proto__":"x","constructor":"y"},' +
      '"values":{"__proto__":{}},"payload":{"__proto__":{"polluted":true},"ok":1}}',
  );
  const { typed, whole } = travel('View', json);
  expect(typed).toEqual({ labels: { constructor: 'y' }, payload: { ok: 1 } });
  expect(Object.getPrototypeOf(whole)).toBe(Object.prototype);
  expect(jsonText(whole)).toBe(jsonText(json));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([
  ['messages', 'Block', '{"elements":[', ']}'],
  ['untyped objects', 'View', '{"payload":{"a":', '}}'],
])('the typed message of deeply nested %s is cut off', (_title, name, open, close) => {
  const inner = name === 'Block' ? open : '{"a":';
  const end = name === 'Block' ? close : '}';
  const json = JSON.parse(
    open + inner.repeat(3000) + (name === 'Block' ? '{}' : '1') + end.repeat(3000) + close,
  );
  const { typed, whole } = travel(name, json);
  expect(JSON.stringify(typed).length).toBeLessThan(3000);
  expect(jsonText(whole)).toBe(jsonText(json));
});

test('an untyped infinite number is left out of the typed message, since google.protobuf.Value cannot hold it', () => {
  const json = JSON.parse('{"count":1e400,"payload":{"a":1e400,"b":[-1e400,1]},"anything":1e400}');
  const { typed, whole } = travel('View', json);
  expect(typed).toEqual({ count: Number.POSITIVE_INFINITY, payload: { b: [null, 1] } });
  expect(whole).toEqual(json);
});

test('a lone surrogate is U+FFFD in the typed message', () => {
  const json = {
    id: 'a\ud800',
    labels: { '\udc00': 'b', c: '\ud800' },
    payload: { '\ud800': 'x', a: '\udc00' },
  };
  const { typed, whole } = travel('View', json);
  expect(typed).toEqual({ id: 'a\ufffd', labels: { c: '\ufffd' }, payload: { a: '\ufffd' } });
  expect(whole).toEqual(json);
});

test('a coder writes the bytes that were encoded ahead', () => {
  const json = { id: 'V', count: 'three' };
  const ahead = encodeAhead(codec(shapes.View), json);
  const writer = coder(shapes.View).encode(ahead, new BinaryWriter().uint32(10).fork()).join();
  const reader = new BinaryReader(writer.finish());
  expect(reader.uint32()).toBe(10);
  expect(checked(coder(shapes.View).decode(reader, reader.uint32()))).toEqual(json);
  expect(ahead).toMatchObject(json);
});

test('a coder reads past a bad residue, so that the stream goes on, and `checked` throws', () => {
  const bytes = withResidue(codec(shapes.View).encode({ id: 'V' }), '[[["nothing","a"],1]]');
  const reader = new BinaryReader(Buffer.concat([bytes, Buffer.from([7])]));
  const json = coder(shapes.View).decode(reader, bytes.length);
  expect(reader.pos).toBe(bytes.length);
  expect(() => checked(json)).toThrow(expect.objectContaining({ code: 'wire.bad_residue' }));
});

test('a message without a shape is refused, and the error says what to do', () => {
  expect(() => codec(undefined)).toThrow('npm run generate');
});
