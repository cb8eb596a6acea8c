import { readFileSync } from 'node:fs';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';
import { EventsService, type SubscribeResponse } from '../../src/gen/havoc/v1/events.js';
import { type Codec, encodeAhead, type Json, type Shape } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';
import { madeOf } from './made-json.js';
import { POISONS, poisonedFrom, without } from './poison.js';

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync('dist/contract.binpb')));

/** Reads as the protobuf library of another maker does: UTF-8, lengths and nesting are checked. */
function readElsewhere(name: string, bytes: Uint8Array): void {
  const message = registry.getMessage(name);
  if (!message) throw new Error(`${name} is not in the contract`);
  fromBinary(message, bytes);
}

/** Every name that a dropped field can have. */
const fieldNames = new Set<string>(['untyped']);
const seen = new Set<Shape>();
function collect(shape: Shape): void {
  if (seen.has(shape)) return;
  seen.add(shape);
  for (const field of shape.fields) {
    if (!field) continue;
    fieldNames.add(`${shape.name}.${field.key}`);
    if (field.shape) collect(field.shape);
  }
}
for (const codec of Object.values(payloads)) collect(codec.shape);
for (const { response } of methods.values()) collect(response.shape);

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
      const dropped: string[] = [];
      const bytes = encode(json, { onDropped: (_path, field) => dropped.push(field) });
      const there = decode(bytes);
      expect(without(there, path)).toEqual(without(decode(encode(clean)), path));
      expect(dropped.filter((field) => !fieldNames.has(field))).toEqual([]);
      read(json, bytes);
    }),
    { numRuns },
  );
}

describe('one poisonous member at any depth is all that is lost, also for other languages', () => {
  test.each(Object.entries(payloads))('of the payload %s', (kind, codec) => {
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
    'of the answer of %s',
    (_name, { service, response }) => {
      const fullName = `${service.slice(0, service.lastIndexOf('.'))}.${response.shape.name}`;
      check(response, (_json, bytes) => readElsewhere(fullName, bytes), 12);
    },
  );
});

describe('a payload that is poison as a whole', () => {
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

describe('what is large', () => {
  const counted = (codec: Codec, json: unknown) => {
    const drops: unknown[] = [];
    const there = codec.decode(codec.encode(json, { onDropped: (...drop) => drops.push(drop) }));
    return { there, drops };
  };

  test('a text of 2 MB passes', () => {
    const text = 'é'.repeat(1024 * 1024);
    const event = { type: 'app_mention', text };
    expect(payloads.event.decode(payloads.event.encode({ event }))).toEqual({ event });
  });

  test('100,000 wrong items are told as one field, with their number', () => {
    const blocks = Array.from({ length: 100_000 }, (_, index) => index);
    const { there, drops } = counted(payloads.event, { event: { type: 'app_mention', blocks } });
    expect(there).toEqual({ event: { type: 'app_mention' } });
    expect(drops).toEqual([['event.blocks[0]', 'AppMentionEvent.blocks', 100_000]]);
  });

  test('100,000 untyped items pass', () => {
    const list = Array.from({ length: 100_000 }, (_, index) => index);
    const event = { type: 'nobody_declared_this', list };
    expect(counted(payloads.event, { event })).toEqual({ there: { event }, drops: [] });
  });

  test('100,000 keys that somebody made up name one field', () => {
    const values = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`made_up_${at}`, at]));
    const { drops } = counted(payloads.view_submission, { view: { state: { values } } });
    expect(drops).toEqual([['view.state.values.made_up_0', expect.stringMatching(/\.values$/), 100_000]]);
  });
});
