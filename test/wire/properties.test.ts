import { methods } from '../../src/gen/slack/methods.js';
import { payloads } from '../../src/gen/slack/payloads.js';
import { type Codec, toJson, toMessage } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';

/** Every codec of the contract, by a name. */
const codecs: [string, Codec][] = [
  ...Object.entries(payloads),
  ...[...methods].map(([name, { request }]): [string, Codec] => [`${name} request`, request]),
  ...[...methods].map(([name, { response }]): [string, Codec] => [`${name} response`, response]),
];
const anyCodec = fc.constantFrom(...codecs);
const anyJson = fc.jsonValue({ maxDepth: 6 });

/** JSON whose keys the contract knows, with whatever beneath them: it reaches further in than any JSON does. */
const nearJson = anyCodec.chain(([, { shape }]) =>
  fc
    .dictionary(fc.constantFrom(...shape.slots.keys(), 'type', '__proto__'), anyJson)
    .map((json) => ({ shape, json })),
);

const text = fc.string();
const textObject = fc.record(
  { type: fc.constantFrom('plain_text', 'mrkdwn'), text },
  { requiredKeys: ['type'] },
);
const option = fc.record({ text: textObject, value: text }, { requiredKeys: ['text'] });
const element = fc.record(
  {
    type: text,
    action_id: text,
    text: fc.oneof(textObject, text),
    options: fc.array(option, { minLength: 1 }),
    max_length: fc.integer(),
    multiline: fc.boolean(),
  },
  { requiredKeys: ['type'] },
);
const block = fc.record(
  {
    type: text,
    block_id: text,
    text: fc.oneof(textObject, text),
    fields: fc.array(textObject, { minLength: 1 }),
    elements: fc.array(element, { minLength: 1 }),
    accessory: element,
    optional: fc.boolean(),
  },
  { requiredKeys: ['type'] },
);
const payload = fc.dictionary(
  text.filter((key) => key !== '__proto__'),
  fc.oneof(text, fc.boolean(), fc.double({ noNaN: true })),
);
const postMessage = fc.record(
  {
    channel: text,
    text,
    blocks: fc.array(block),
    thread_ts: text,
    mrkdwn: fc.boolean(),
    metadata: fc.record({ event_type: text, event_payload: payload }),
  },
  { requiredKeys: ['channel'] },
);

describe('any JSON', () => {
  test('never makes toMessage throw, nor what it makes of it ts-proto or toJson', () => {
    fc.assert(
      fc.property(anyCodec, anyJson, ([, { shape, encode, decode }], json) => {
        const back = toJson(shape, decode(encode(toMessage(shape, json)).finish()));
        expect(typeof back).toBe('object');
      }),
      { numRuns: 500 },
    );
  });

  test('comes out the same a second time, also under the keys that the contract knows', () => {
    fc.assert(
      fc.property(nearJson, ({ shape, json }) => {
        const once = toJson(shape, toMessage(shape, json));
        expect(toJson(shape, toMessage(shape, once))).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });
});

test("an app's message comes out as it went in", () => {
  const codec = methods.get('chat.postMessage')?.request;
  if (!codec) throw new Error('chat.postMessage is not there');
  fc.assert(
    fc.property(postMessage, (json) => {
      const dropped: string[] = [];
      const message = toMessage(codec.shape, json, { onDropped: (path) => dropped.push(path) });
      expect(toJson(codec.shape, codec.decode(codec.encode(message).finish()))).toEqual(json);
      expect(dropped).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
