import { jsonText } from '../../src/base/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';
import type { Codec } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';
import { splitResidue } from './split-residue.js';

/** Every codec of the contract, with a name. */
const codecs: [string, Codec][] = [
  ...Object.entries(payloads),
  ...[...methods].map(([name, { request }]): [string, Codec] => [`${name} request`, request]),
  ...[...methods].map(([name, { response }]): [string, Codec] => [`${name} response`, response]),
];
const anyCodec = fc.constantFrom(...codecs);
const anyJson = fc.jsonValue({ maxDepth: 6 });

/** JSON with declared keys and any values below them. It reaches more code than arbitrary JSON does. */
const nearJson = anyCodec.chain(([, { shape, encode, decode }]) =>
  fc
    .dictionary(fc.constantFrom(...shape.slots.keys(), 'type', '__proto__'), anyJson)
    .map((json) => ({ travel: (given: unknown) => decode(encode(given)), json })),
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
    blocks: fc.array(block, { minLength: 1 }),
    thread_ts: text,
    mrkdwn: fc.boolean(),
    metadata: fc.record({ event_type: text, event_payload: payload }),
  },
  { requiredKeys: ['channel'] },
);

describe('any JSON', () => {
  test('never makes a codec throw', () => {
    fc.assert(
      fc.property(anyCodec, anyJson, ([, { encode, decode }], json) => {
        expect(typeof decode(encode(json))).toBe('object');
      }),
      { numRuns: 500 },
    );
  });

  test('comes out unchanged, also under declared keys', () => {
    fc.assert(
      fc.property(nearJson, ({ travel, json }) => {
        expect(jsonText(travel(json))).toBe(jsonText(json));
      }),
      { numRuns: 500 },
    );
  });
});

test("an app's message comes out unchanged", () => {
  const codec = methods.get('chat.postMessage')?.request;
  if (!codec) throw new Error('chat.postMessage is not in the contract');
  fc.assert(
    fc.property(postMessage, (json) => {
      const bytes = codec.encode(json);
      expect(codec.decode(bytes)).toEqual(json);
      expect(splitResidue(bytes).residue).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
