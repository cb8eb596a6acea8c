import { payloads } from '../../src/gen/slack/payloads.js';
import { defineShapes, type Shape, toMessage } from '../../src/wire/index.js';

const shapes = defineShapes(
  {
    Block: 's type;mText text;s text=text_string;[mBlock elements;[mRow rows',
    Text: 's type text;b emoji',
    Row: ['[mText items', { form: 'list' }],
    Values: ['{mText entries', { form: 'map' }],
    View: 's id;n count;b open;[s names;{mValues values;{s labels;t payload;v anything;[v list;y image;[mBlock blocks',
    Update: ['s channel;[mBlock blocks;[s file_ids', { presentEmpty: true }],
    Event: ['mSaid said;mUnknown unknown', { form: 'oneof' }],
    Said: 's type text',
    Unknown: 's type;t body',
    Callback: 's event_id;mEvent event',
  },
  {},
);

function shape(name: string): Shape {
  const found = shapes[name];
  if (!found) throw new Error(`no shape ${name}`);
  return found;
}

function read(name: string, json: unknown): { message: object; dropped: string[] } {
  const dropped: string[] = [];
  const message = toMessage(shape(name), json, { onDropped: (path) => dropped.push(path) });
  return { message, dropped };
}

describe('toMessage', () => {
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
    ['keeps an empty list', 'View', { names: [], blocks: [] }, { names: [], blocks: [] }, []],
    [
      'wraps a dictionary in a dictionary',
      'View',
      { values: { a: { b: { type: 't' } } } },
      { values: { a: { entries: { b: { type: 't' } } } } },
      [],
    ],
    [
      'wraps a list in a list',
      'Block',
      { rows: [[{ text: 'x' }], []] },
      { rows: [{ items: [{ text: 'x' }] }, { items: [] }] },
      [],
    ],
    [
      'tells the forms of a union apart',
      'Block',
      { text: { text: 'x' }, elements: [{ text: 'y' }] },
      { text: { text: 'x' }, elements: [{ text_string: 'y' }] },
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
    ['takes bytes', 'View', { image: new Uint8Array([1]) }, { image: new Uint8Array([1]) }, []],
    ['drops base64 for bytes', 'View', { image: 'AQ==' }, {}, ['image']],
    [
      'names the lists that are empty on purpose',
      'Update',
      { channel: 'C', blocks: [], file_ids: ['F'] },
      { channel: 'C', blocks: [], file_ids: ['F'], present_empty: ['blocks'] },
      [],
    ],
    [
      'names no list that is nested',
      'Update',
      { blocks: [{ elements: [] }] },
      { blocks: [{ elements: [] }] },
      [],
    ],
    ['does not believe a present_empty from outside', 'Update', { present_empty: ['x'] }, {}, []],
    [
      'puts an event into its arm',
      'Callback',
      { event: { type: 'said', text: 'x' } },
      { event: { said: { type: 'said', text: 'x' } } },
      [],
    ],
    [
      'keeps an unknown event whole',
      'Callback',
      { event: { type: 'sung', tune: [1] } },
      { event: { unknown: { type: 'sung', body: { type: 'sung', tune: [1] } } } },
      [],
    ],
    [
      'keeps an event that calls itself unknown',
      'Callback',
      { event: { type: 'unknown', body: 1 } },
      { event: { unknown: { type: 'unknown', body: { type: 'unknown', body: 1 } } } },
      [],
    ],
    [
      'keeps an event without a type',
      'Callback',
      { event: { text: 'x' } },
      { event: { unknown: { type: undefined, body: { text: 'x' } } } },
      [],
    ],
  ])('%s', (_title, name, json, message, dropped) => {
    expect(read(name, json)).toEqual({ message, dropped });
  });

  test.each([
    ['a string', 'x', ['']],
    ['a number', 1, ['']],
    ['a list', [{}], ['']],
    ['null', null, []],
    ['nothing', undefined, []],
  ])('makes an empty message of %s', (_title, json, dropped) => {
    expect(read('View', json)).toEqual({ message: {}, dropped });
  });

  test('ignores keys that reach for a prototype', () => {
    const json = JSON.parse(
      '{"__proto__":{"id":"x"},"constructor":{"id":"x"},"toString":"x","labels":{"__proto__":"x","constructor":"y"},' +
        '"values":{"__proto__":{}},"payload":{"__proto__":{"polluted":true},"ok":1}}',
    );
    const { message, dropped } = read('View', json);
    expect(message).toEqual({ labels: { constructor: 'y' }, values: {}, payload: { ok: 1 } });
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
    const { message, dropped } = read(name, json);
    expect(dropped).toHaveLength(1);
    expect(JSON.stringify(message).length).toBeLessThan(3000);
  });

  test('carries what a person put into a modal', () => {
    const codec = payloads.view_submission;
    const values = { block: { action: { type: 'plain_text_input', value: 'Lunch?' } } };
    const message = toMessage(codec.shape, {
      type: 'view_submission',
      view: { id: 'V1', state: { values } },
    });
    expect(codec.decode(codec.encode(message).finish())).toMatchObject({
      view: {
        state: { values: { block: { entries: { action: { type: 'plain_text_input', value: 'Lunch?' } } } } },
      },
    });
  });
});
