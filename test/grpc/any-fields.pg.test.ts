import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { HavocError } from '../../src/base/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { ApiService } from '../../src/gen/havoc/slack/v1/api.js';
import { DeadLettersService } from '../../src/gen/havoc/v1/dead_letters.js';
import { EntitiesService } from '../../src/gen/havoc/v1/entities.js';
import { EventsService } from '../../src/gen/havoc/v1/events.js';
import { TrafficService } from '../../src/gen/havoc/v1/traffic.js';
import {
  createApiService,
  createDeadLettersService,
  createEntitiesService,
  createEventsService,
  createTrafficService,
  type GrpcServer,
  startGrpcServer,
} from '../../src/grpc/index.js';
import { createDeadLetters } from '../../src/inbox/index.js';
import { createLogger } from '../../src/log/index.js';
import { openTestDatabase } from '../support/database.js';
import fc from '../support/fast-check.js';

const log = createLogger({ level: 'silent' });
let server: GrpcServer;
let client: Client;
let close: () => Promise<void>;

beforeAll(async () => {
  const { database, close: closeDatabase } = await openTestDatabase();
  const refuse = async (id: string) => {
    throw new HavocError({ kind: 'not_found', code: 'x.not_found', message: `There is no ${id}.` });
  };
  const services = [
    createApiService({ send: ({ method }) => refuse(method), methods, log }),
    createDeadLettersService({
      deadLetters: createDeadLetters(database.pool),
      onReplayed: () => {},
      log,
    }),
    createEntitiesService({ resolver: { user: refuse, channel: refuse, team: refuse }, log }),
    createEventsService({
      delivery: {
        leaseMs: 1_000,
        declared: () => [],
        subscribe: () => {
          throw new Error('not asked here');
        },
      },
      respond: refuse,
      log,
    }),
    createTrafficService({
      traffic: { onRecord: () => () => {} },
      db: database,
      findPayload: async () => undefined,
      log,
    }),
  ];
  server = await startGrpcServer({ address: '127.0.0.1:0', services, log });
  client = new Client(server.address, credentials.createInsecure());
  close = closeDatabase;
});
afterAll(async () => {
  client.close();
  await server.stop(0);
  await close();
});

const hostile = fc.constantFrom(
  ...['', '\0', 'a\0b', '\ud83d', '😀', '%', "'; drop table x; --", '-1', '0', '1e9', 'NaN', ' 1'],
  ...['9'.repeat(18), '9'.repeat(19), '9'.repeat(400), 'x'.repeat(6_000), '['.repeat(70_000), '../..', '\\'],
);
const text = fc.option(fc.oneof(hostile, fc.string({ unit: 'binary' })), { nil: undefined });
const uint32 = fc.option(fc.oneof(fc.constantFrom(0, 1, 1_001, 4_294_967_295), fc.nat()), { nil: undefined });
const date = fc.constantFrom(
  ...[undefined, new Date(0), new Date(-8.64e15), new Date(8.64e15), new Date('0000-01-01T00:00:00Z')],
  ...[new Date('-000044-03-15T00:00:00Z'), new Date('+010000-01-01T00:00:00Z')],
);
const deadFilter = fc.option(
  fc.record({ kind: text, name: text, team_id: text, reason: text, before: date }),
  { nil: undefined },
);
const selection = fc.option(
  fc.oneof(
    fc.record({ filter: deadFilter }),
    fc.record({
      ids: fc.record({ ids: fc.array(fc.oneof(hostile, fc.string({ unit: 'binary' })), { maxLength: 4 }) }),
    }),
  ),
  { nil: undefined },
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  hostile.map((json) => Buffer.from(JSON.stringify({ text: json }))),
);

interface AnyRpc {
  path: string;
  requestSerialize(request: never): Buffer;
}

/** Sends these bytes as a request; returns how the call ends. */
function endOf({ path }: AnyRpc, request: Buffer): Promise<ServiceError | null> {
  return new Promise((resolve) => {
    const same = (given: Buffer) => given;
    client.makeUnaryRequest(path, same, same, request, { deadline: Date.now() + 20_000 }, resolve);
  });
}

const ALLOWED = [undefined, status.INVALID_ARGUMENT, status.NOT_FOUND];

const RPCS: [string, AnyRpc, fc.Arbitrary<object>][] = [
  [
    'DeadLetters/List',
    DeadLettersService.list,
    fc.record({ filter: deadFilter, limit: uint32, after: text }),
  ],
  ['DeadLetters/Get', DeadLettersService.get, fc.record({ id: text })],
  ['DeadLetters/Replay', DeadLettersService.replay, fc.record({ selection })],
  ['DeadLetters/Drop', DeadLettersService.drop, fc.record({ selection })],
  [
    'Traffic/List',
    TrafficService.list,
    fc.record({
      filter: fc.record({ direction: text, name: text, outcome: text, team_id: text }),
      limit: uint32,
      before: text,
    }),
  ],
  ['Traffic/Show', TrafficService.show, fc.record({ id: text })],
  ['Entities/GetUser', EntitiesService.getUser, fc.record({ id: text })],
  ['Entities/GetChannel', EntitiesService.getChannel, fc.record({ id: text })],
  ['Entities/GetTeam', EntitiesService.getTeam, fc.record({ id: text })],
  ['Api/Call', ApiService.call, fc.record({ method: text, arguments_json: bytes })],
  ['Api/ListMethods', ApiService.listMethods, fc.record({ prefix: text })],
  ['Events/Respond', EventsService.respond, fc.record({ response_url: text, json: bytes })],
];

test.each(RPCS)(
  '%s answers with any values in its fields, or says what is wrong',
  async (_name, rpc, requests) => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const failure = await endOf(rpc, rpc.requestSerialize(request as never));
        expect(ALLOWED).toContain(failure?.code);
      }),
      { numRuns: 60 },
    );
  },
);

test.each(RPCS)('%s blames the caller for bytes that are not a request', async (_name, rpc) => {
  // Wire type 7 does not exist.
  expect(await endOf(rpc, Buffer.from([0x0f]))).toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('a time out of range is the caller’s fault too', async () => {
  // filter { before { seconds: 2^62 } }
  const seconds = [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
  const filter = [0x2a, seconds.length, ...seconds];
  const request = Buffer.from([0x0a, filter.length, ...filter]);
  expect(await endOf(DeadLettersService.list, request)).toMatchObject({ code: status.INVALID_ARGUMENT });
});
