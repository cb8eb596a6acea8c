import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { codec, coder, defineShapes, encodeAhead } from '../../src/wire/index.js';

const shapes = defineShapes(
  {
    Block: 's type=1;mText text=2;s text=3;[mBlock elements=4;[mRow rows=5',
    Text: 's type=1 text=2;b emoji=3',
    Row: ['[mText items=1', { form: 'list' }],
    Values: ['{mText entries=1', { form: 'map' }],
    View: 's id=1;n count=2;b open=3;[s names=4;{mValues values=5;{s labels=6;t payload=7;v anything=8;[v list=9;y image=10;[mBlock blocks=11;[n sizes=12',
    Update: ['s channel=1;[mBlock blocks=2;[s file_ids=3', { presentEmpty: 4 }],
    Event: ['mSaid said=1;mUnknown unknown=2', { form: 'oneof' }],
    Said: 's type=1 text=2',
    Unknown: 's type=1;t body=2',
    Callback: 's event_id=1;mEvent event=2',
    Lists: '![s names=1;!{s labels=2',
  },
  {},
);

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

describe('over the wire', () => {
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

  test('numbers that stand together are read too', () => {
    const bytes = new BinaryWriter().tag(12, WireType.LengthDelimited).fork().double(1).double(2).join();
    expect(codec(shapes.View).decode(bytes.finish())).toEqual({ sizes: [1, 2] });
  });

  test('what the contract gains later is passed over', () => {
    const bytes = new BinaryWriter()
      .tag(99, WireType.LengthDelimited)
      .string('x')
      .tag(98, WireType.Bit64)
      .double(1);
    expect(codec(shapes.View).decode(bytes.tag(1, WireType.LengthDelimited).string('V').finish())).toEqual({
      id: 'V',
    });
  });

  test.each([
    ['a number for a string', 1, WireType.Bit64],
    ['a string for a number', 2, WireType.LengthDelimited],
    ['a number for a dictionary', 6, WireType.Bit64],
  ])('%s on the wire is passed over', (_title, number, type) => {
    const writer = new BinaryWriter().tag(number, type);
    const bytes = type === WireType.Bit64 ? writer.double(1) : writer.string('x');
    expect(codec(shapes.View).decode(bytes.finish())).toEqual({});
  });

  test.each([
    ['a group', [0x9b, 0x06, 0x0a, 0x01, 0x78, 0x08, 0x05, 0x9c, 0x06]],
    ['groups in a group', [0x9b, 0x06, 0xa3, 0x06, 0xa4, 0x06, 0x9c, 0x06]],
    ['a number of 32 bits', [0x9d, 0x06, 1, 2, 3, 4]],
    ['a varint of 64 bits', [0x98, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
  ])('%s that the contract gains later is passed over', (_title, bytes) => {
    const id = [0x0a, 0x01, 0x56];
    expect(codec(shapes.View).decode(Uint8Array.from([...bytes, ...id]))).toEqual({ id: 'V' });
  });

  test.each([
    ['cut short', [0x0a, 0x05, 0x61], 'premature EOF'],
    ['cut short in a part', [0x5a, 0x05, 0x0a], 'cut short'],
    ['cut short in a number', [0x11, 0x00], 'Offset is outside'],
    [
      'of which a part is longer than the whole',
      [0x5a, 0x02, 0x0a, 0x03, 1, 2, 3, 4],
      'longer than the whole',
    ],
    [
      'of which a number is longer than its list',
      [0x62, 0x04, 1, 2, 3, 4, 5, 6, 7, 8],
      'longer than the whole',
    ],
    [
      'of which an entry is longer than its dictionary',
      [0x32, 0x02, 0x0a, 0x03, 1, 2, 3],
      'longer than the whole',
    ],
    ['of no wire type', [0x0f], 'wire type'],
    ['of a field of no number', [0x02, 0x00], 'number 0'],
    ['of a group without an end', [0x9b, 0x06], 'EOF'],
    ['of a group with the end of another', [0x9b, 0x06, 0xa4, 0x06], 'end group'],
  ])('bytes %s are refused', (_title, bytes, message) => {
    expect(() => codec(shapes.View).decode(Uint8Array.from(bytes))).toThrow(message);
  });

  test.each([
    ['messages', 'Block', 4, [4]],
    ['untyped objects', 'View', 7, [5, 2, 1]],
  ])('%s that are nested without end are refused', (_title, name, outermost, inwards) => {
    let bytes = new Uint8Array();
    for (let depth = 0; depth < 3_000; depth++) {
      const number = inwards[depth % inwards.length] ?? 0;
      bytes = new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(bytes).finish();
    }
    const whole = new BinaryWriter().tag(outermost, WireType.LengthDelimited).bytes(bytes).finish();
    expect(() => codec(shapes[name]).decode(whole)).toThrow('more than 100 deep');
  });

  test("a dictionary's absent value is the empty one", () => {
    const bytes = new BinaryWriter()
      .tag(6, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.LengthDelimited)
      .string('k');
    expect(codec(shapes.View).decode(bytes.join().finish())).toEqual({ labels: { k: '' } });
  });

  test("a dictionary's value of another type is the empty one, and each has its own", () => {
    const entry = (key: string) =>
      new BinaryWriter()
        .tag(5, WireType.LengthDelimited)
        .fork()
        .tag(1, WireType.LengthDelimited)
        .string(key)
        .tag(2, WireType.Bit64)
        .double(1)
        .join()
        .finish();
    const { values } = codec(shapes.View).decode(Buffer.concat([entry('a'), entry('b')]));
    expect(values).toEqual({ a: {}, b: {} });
    const { a, b } = values as Record<string, object>;
    expect(a).not.toBe(b);
  });
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
