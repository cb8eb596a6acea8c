import { readFileSync } from 'node:fs';
import { loadFileDescriptorSetFromBuffer, type ServiceDefinition } from '@grpc/proto-loader';
import { type Json, jsonText } from '../../src/base/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';
import type { Codec } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';
import { madeOf } from './made-json.js';
import { splitResidue } from './split-residue.js';

const eventCodec = payloads.event;
const eventArms = eventCodec.shape.slots.get('event')?.object?.shape?.fields ?? [];
const all: [string, Codec][] = [
  ...Object.entries(payloads),
  ...[...methods.values()].flatMap(({ method, request, response }): [string, Codec][] => [
    [`${method}, request`, request],
    [`${method}, response`, response],
  ]),
];

const RUNS = { numRuns: 12 };

/** Returns the value without null members. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, withoutNulls(member)])
      .filter(([, member]) => member !== null),
  );
}

test('the tests below cover the whole contract', () => {
  expect(methods.size).toBe(282);
  expect(all).toHaveLength(2 * 282 + Object.keys(payloads).length);
  expect(Object.keys(payloads)).toHaveLength(13);
  // The 91st type, app_rate_limited, is a payload of its own and never part of an event_callback.
  expect(eventArms.filter((arm) => arm?.shape && arm.key !== 'unknown')).toHaveLength(90);
});

describe('a round trip changes nothing', () => {
  test.each(all)('%s', (_name, { shape, encode, decode }) => {
    fc.assert(
      fc.property(madeOf(shape, false), ({ clean }) => {
        expect(decode(encode(clean))).toEqual(clean);
      }),
      RUNS,
    );
  });

  test.each(all)('%s, with undeclared members', (_name, { shape, encode, decode }) => {
    fc.assert(
      fc.property(madeOf(shape, true), ({ clean, noisy }) => {
        const bytes = encode(noisy);
        expect(jsonText(decode(bytes))).toBe(jsonText(noisy));
        expect(withoutNulls(decode(splitResidue(bytes).typed))).toEqual(withoutNulls(clean));
      }),
      RUNS,
    );
  });

  test.each(eventArms.flatMap((arm) => (arm?.shape ? [[arm.key, arm.shape] as const] : [])))(
    'the event %s',
    (type, shape) => {
      fc.assert(
        fc.property(madeOf(shape, true), ({ noisy }) => {
          const json = { event: { ...(noisy as Json), type } };
          expect(jsonText(eventCodec.decode(eventCodec.encode(json)))).toBe(jsonText(json));
        }),
        RUNS,
      );
    },
  );
});

describe('another protobuf library reads the same', () => {
  const contract = loadFileDescriptorSetFromBuffer(readFileSync('dist/contract.binpb'), {
    keepCase: true,
    longs: Number,
  });
  const rpc = (service: string, name: string) => (contract[service] as ServiceDefinition)[name];

  test.each([...methods.values()].map((method) => [method.method, method] as const))(
    '%s, by protobuf.js',
    (_name, { service, path, request, response }) => {
      const own = rpc(service, path.split('/').at(-1) ?? '');
      if (!own) throw new Error(`${path} is not in the contract`);
      fc.assert(
        fc.property(madeOf(request.shape, false), madeOf(response.shape, false), (args, answer) => {
          const there = own.requestSerialize(own.requestDeserialize(Buffer.from(request.encode(args.clean))));
          expect(request.decode(there)).toEqual(args.clean);
          const back = own.responseSerialize(
            own.responseDeserialize(Buffer.from(response.encode(answer.clean))),
          );
          expect(response.decode(back)).toEqual(answer.clean);
        }),
        { numRuns: 3 },
      );
    },
  );
});
