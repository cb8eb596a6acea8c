import { readFileSync } from 'node:fs';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { type Json, jsonText } from '../../src/base/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';
import { EventsService, type SubscribeResponse } from '../../src/gen/havoc/v1/events.js';
import { type Codec, encodeAhead } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';
import { madeOf } from './made-json.js';
import { POISONS, poisonedFrom, without } from './poison.js';
import { splitResidue } from './split-residue.js';

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync('dist/contract.binpb')));

/** Reads with another protobuf library, which checks UTF-8, lengths and nesting. */
function readElsewhere(name: string, bytes: Uint8Array): void {
  const message = registry.getMessage(name);
  if (!message) throw new Error(`${name} is not in the contract`);
  fromBinary(message, bytes);
}

function check(
  { shape, encode, decode }: Codec,
  read: (json: Json, bytes: Uint8Array) => void,
  numRuns: number,
): void {
  const cases = madeOf(shape, false).chain(({ clean }) =>
    poisonedFrom(clean as Json).map((poisoned) => ({ clean, ...poisoned })),
  );
  fc.assert(
    fc.property(cases, ({ clean, json, path }) => {
      const bytes = encode(json);
      expect(jsonText(decode(bytes))).toBe(jsonText(json));
      const typed = decode(splitResidue(bytes).typed);
      expect(without(typed, path)).toEqual(without(decode(encode(clean)), path));
      read(json, bytes);
    }),
    { numRuns },
  );
}

describe('an odd member at any depth survives a round trip, and the typed message loses nothing else', () => {
  test.each(Object.entries(payloads))('in the payload %s', (kind, codec) => {
    check(
      codec,
      (json) => {
        const response: SubscribeResponse = { delivery: { id: '1', [kind]: encodeAhead(codec, json) } };
        const bytes = EventsService.subscribe.responseSerialize(response);
        readElsewhere('havoc.v1.SubscribeResponse', bytes);
        expect(EventsService.subscribe.responseDeserialize(bytes)).toBeDefined();
      },
      kind === 'event' ? 600 : 60,
    );
  });

  test.each([...methods.values()].map((method) => [method.method, method] as const))(
    'in the answer of %s',
    (_name, { service, response }) => {
      const fullName = `${service.slice(0, service.lastIndexOf('.'))}.${response.shape.name}`;
      check(response, (_json, bytes) => readElsewhere(fullName, bytes), 12);
    },
  );
});

describe('a payload with only odd values is decoded to an object', () => {
  const all: [string, Codec][] = [
    ...Object.entries(payloads),
    ...[...methods.values()].map(({ method, response }): [string, Codec] => [method, response]),
  ];

  test.each(all)('%s', (_name, { shape, encode, decode }) => {
    for (const poison of POISONS) {
      const whole = Object.fromEntries([...shape.slots.keys()].map((key) => [key, poison]));
      for (const json of [poison, whole]) expect(typeof decode(encode(json))).toBe('object');
    }
    expect(({} as Json).polluted).toBeUndefined();
  });
});

describe('large payloads', () => {
  const travel = ({ encode, decode }: Codec, json: object) => decode(encode(json));

  test.each<[string, object]>([
    ['a text of 2 MB', { type: 'app_mention', text: 'é'.repeat(1024 * 1024) }],
    ['100,000 wrong items', { type: 'app_mention', blocks: Array.from({ length: 100_000 }, (_, at) => at) }],
    ['100,000 untyped items', { type: 'undeclared', list: Array.from({ length: 100_000 }, (_, at) => at) }],
  ])('a round trip keeps %s', (_title, event) => {
    expect(travel(payloads.event, { event })).toEqual({ event });
  });

  test('a round trip keeps 100,000 undeclared keys', () => {
    const values = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`made_up_${at}`, at]));
    const json = { view: { state: { values } } };
    expect(travel(payloads.view_submission, json)).toEqual(json);
  });
});
