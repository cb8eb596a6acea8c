import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { codec, coder, encodeAhead } from '../../src/wire/index.js';
import { shapes } from './made-shapes.js';

/** Over the wire and back, with what was dropped on the way. */
function travel(name: string, json: unknown): { json: object; dropped: string[]; fields: string[] } {
  const dropped: string[] = [];
  const fields: string[] = [];
  const { encode, decode } = codec(shapes[name]);
  const bytes = encode(json, {
    onDropped: (path, field) => {
      dropped.push(path);
      fields.push(field);
    },
  });
  return { json: decode(bytes), dropped, fields };
}

test.each<[string, string, unknown, object, string[]]>([
  [
    'keeps what is declared',
    'View',
    { id: 'V', count: 0, open: false },
    { id: 'V', count: 0, open: false },
    [],
  ],
  ['takes null as absent', 'View', { id: null, names: null, values: null, blocks: null }, {}, []],
  ['takes null in a list as absent', 'View', { names: ['a', null, 'b'] }, { names: ['a', 'b'] }, []],
  ['leaves out what is undeclared, unreported', 'View', { id: 'V', new_thing: { a: 1 } }, { id: 'V' }, []],
  ['drops a string for a number', 'View', { count: '3' }, {}, ['count']],
  ['drops a number for a string', 'View', { id: 3 }, {}, ['id']],
  ['drops an object for a list', 'View', { names: { a: 1 } }, {}, ['names']],
  ['drops a string for an object', 'View', { values: 'none' }, {}, ['values']],
  ['drops one bad item of a list', 'View', { names: ['a', 1] }, { names: ['a'] }, ['names[1]']],
  [
    'reports where',
    'View',
    { blocks: [{}, { elements: [{ type: 7 }] }] },
    { blocks: [{}, { elements: [{}] }] },
    ['blocks[1].elements[0].type'],
  ],
  ['takes an empty list for an empty dictionary', 'View', { values: [], labels: [] }, {}, []],
  ['drops an empty list, which Slack would refuse', 'View', { names: [], blocks: [] }, {}, []],
  ['keeps a list that is always there', 'Lists', {}, { names: [], labels: {} }, []],
  [
    'wraps a dictionary in a dictionary',
    'View',
    { values: { a: { b: { type: 't' } } } },
    { values: { a: { b: { type: 't' } } } },
    [],
  ],
  ['wraps a list in a list', 'Block', { rows: [[{ text: 'x' }], []] }, { rows: [[{ text: 'x' }], []] }, []],
  [
    'tells the forms of a union apart',
    'Block',
    { text: { text: 'x' }, elements: [{ text: 'y' }] },
    { text: { text: 'x' }, elements: [{ text: 'y' }] },
    [],
  ],
  [
    'keeps untyped JSON, less its nulls',
    'View',
    { payload: { a: [1, null, { b: null }], c: null } },
    { payload: { a: [1, null, {}] } },
    [],
  ],
  [
    'keeps any value as untyped',
    'View',
    { anything: [1, 'a'], list: [1, 'a', { b: true }] },
    { anything: [1, 'a'], list: [1, 'a', { b: true }] },
    [],
  ],
  ['drops a scalar for untyped object', 'View', { payload: 'x' }, {}, ['payload']],
  ['takes bytes', 'View', { image: new Uint8Array([1]) }, { image: Buffer.from([1]) }, []],
  ['drops base64 for bytes', 'View', { image: 'AQ==' }, {}, ['image']],
  [
    'keeps the lists that are empty on purpose',
    'Update',
    { channel: 'C', blocks: [], file_ids: ['F'] },
    { channel: 'C', blocks: [], file_ids: ['F'] },
    [],
  ],
  ['keeps no empty list that is nested', 'Update', { blocks: [{ elements: [] }] }, { blocks: [{}] }, []],
  ['does not believe a present_empty from outside', 'Update', { present_empty: ['x'] }, {}, []],
  [
    'puts an event into its arm',
    'Callback',
    { event: { type: 'said', text: 'x' } },
    { event: { type: 'said', text: 'x' } },
    [],
  ],
  [
    'keeps an unknown event whole',
    'Callback',
    { event: { type: 'sung', tune: [1] } },
    { event: { type: 'sung', tune: [1] } },
    [],
  ],
  [
    'keeps an event that calls itself unknown',
    'Callback',
    { event: { type: 'unknown', body: 1 } },
    { event: { type: 'unknown', body: 1 } },
    [],
  ],
  ['keeps an event without a type', 'Callback', { event: { text: 'x' } }, { event: { text: 'x' } }, []],
])('%s', (_title, name, json, message, dropped) => {
  expect(travel(name, json)).toMatchObject({ json: message, dropped });
  expect(travel(name, json).json).toEqual(message);
});

test.each([
  ['a string', 'x', ['']],
  ['a number', 1, ['']],
  ['a list', [{}], ['']],
  ['null', null, []],
  ['nothing', undefined, []],
])('makes an empty message of %s', (_title, json, dropped) => {
  expect(travel('View', json)).toEqual({ json: {}, dropped, fields: dropped.map(() => 'View') });
});

test('ignores keys that reach for a prototype', () => {
  const json = JSON.parse(
    '{"__proto__":{"id":"x"},"constructor":{"id":"x"},"toString":"x","labels":{"__proto__":"x","constructor":"y"},' +
      '"values":{"__proto__":{}},"payload":{"__proto__":{"polluted":true},"ok":1}}',
  );
  const { json: message, dropped } = travel('View', json);
  expect(message).toEqual({ labels: { constructor: 'y' }, payload: { ok: 1 } });
  expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
  expect(dropped).toEqual(['labels.__proto__', 'values.__proto__', 'payload.__proto__']);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([
  ['messages', 'Block', '{"elements":[', ']}'],
  ['untyped objects', 'View', '{"payload":{"a":', '}}'],
])('drops what is nested without end: %s', (_title, name, open, close) => {
  const inner = name === 'Block' ? open : '{"a":';
  const end = name === 'Block' ? close : '}';
  const json = JSON.parse(
    open + inner.repeat(3000) + (name === 'Block' ? '{}' : '1') + end.repeat(3000) + close,
  );
  const { json: message, dropped } = travel(name, json);
  expect(dropped).toHaveLength(1);
  expect(JSON.stringify(message).length).toBeLessThan(3000);
});

test('drops an infinite number where it is untyped: google.protobuf.Value has none', () => {
  const json = JSON.parse('{"count":1e400,"payload":{"a":1e400,"b":[-1e400,1]},"anything":1e400}');
  const { json: message, dropped, fields } = travel('View', json);
  expect(message).toEqual({ count: Number.POSITIVE_INFINITY, payload: { b: [null, 1] } });
  expect(dropped).toEqual(['payload.a', 'anything']);
  expect(fields).toEqual(['untyped', 'View.anything']);
});

test('writes half a surrogate pair as U+FFFD', () => {
  const json = { id: 'a\ud800', labels: { '\udc00': 'b' }, payload: { '\ud800': '\udc00' } };
  expect(travel('View', json).json).toEqual({
    id: 'a\ufffd',
    labels: { '\ufffd': 'b' },
    payload: { '\ufffd': '\ufffd' },
  });
});

test('tells of many values of one field once, by the first of them', () => {
  const told: unknown[] = [];
  const json = { blocks: [{ type: 1 }, { elements: [{ type: 2 }] }], names: [1, 2] };
  codec(shapes.View).encode(json, { onDropped: (...drop) => told.push(drop) });
  expect(told).toEqual([
    ['blocks[0].type', 'Block.type', 2],
    ['names[0]', 'View.names', 2],
  ]);
});

test('names the field of what is dropped, the same wherever it stands', () => {
  const json = { blocks: [{ elements: [{ type: 7 }] }], values: { a: { b: { emoji: 'x' } } }, names: [1] };
  expect(travel('View', json).fields).toEqual(['Block.type', 'Text.emoji', 'View.names']);
});

test('what is encoded ahead is what a coder writes', () => {
  const json = { id: 'V', count: 'three' };
  const dropped: string[] = [];
  const ahead = encodeAhead(codec(shapes.View), json, { onDropped: (path) => dropped.push(path) });
  const writer = coder(shapes.View).encode(ahead, new BinaryWriter().uint32(10).fork()).join();
  const reader = new BinaryReader(writer.finish());
  expect(reader.uint32()).toBe(10);
  expect(coder(shapes.View).decode(reader, reader.uint32())).toEqual({ id: 'V' });
  expect(dropped).toEqual(['count']);
  expect(ahead).toMatchObject(json);
});

test('a message that has no shape says what to do', () => {
  expect(() => codec(undefined)).toThrow('npm run generate');
});
