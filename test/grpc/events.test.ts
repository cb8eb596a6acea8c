import { once } from 'node:events';
import { Client, type ClientDuplexStream, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { HavocError } from '../../src/base/index.js';
import type { Carrier, Delivery, Subscribe, Subscription } from '../../src/delivery/index.js';
import {
  EventsService,
  type SubscribeRequest,
  type SubscribeResponse,
} from '../../src/gen/havoc/v1/events.js';
import { createEventsService, type GrpcServer, startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { until } from '../support/until.js';

type Stream = ClientDuplexStream<SubscribeRequest, SubscribeResponse>;

const log = createLogger({ level: 'silent' });
const LEASE = { id: '7', lease: '0b7c1c0e-8f0b-4d0e-9a3c-5f1d2e3c4b5a' };
const RAW = Buffer.from('{"command":"/poll"}');
const OPEN: SubscribeRequest = { open: { name: 'app', handles: [{ kind: '*' }] } };

let server: GrpcServer;
let client: Client;
let said: unknown[];
let asked: Subscribe[];
let carriers: Carrier[];
let closed: number;
/** How the delivery room answers each request of the app. */
let answer: () => Promise<void>;

beforeEach(() => {
  said = [];
  asked = [];
  carriers = [];
  closed = 0;
  answer = async () => {};
});
afterEach(async () => {
  client.close();
  await server.stop(0);
});

async function serve({ subscribe = take, openWithinMs = 10_000 } = {}): Promise<void> {
  const delivery = { leaseMs: 1_000, subscribe, declared: () => asked };
  const services = [createEventsService({ delivery, respond: async () => {}, log, openWithinMs })];
  server = await startGrpcServer({ address: '127.0.0.1:0', services, log });
  client = new Client(server.address, credentials.createInsecure());
}

function take(subscribe: Subscribe, carrier: Carrier): Subscription {
  asked.push(subscribe);
  carriers.push(carrier);
  const say =
    (verb: string) =>
    (...given: unknown[]) => {
      said.push([verb, ...given]);
      return answer();
    };
  return {
    id: 'S1',
    ack: say('ack'),
    nak: say('nak'),
    term: say('term'),
    extend: say('extend'),
    reply: say('reply'),
    drain: say('drain'),
    settled: async () => {},
    close: async () => void closed++,
  };
}

function deliveryOf({ id, lease }: typeof LEASE, kind = 'new_kind', body: object = {}): Delivery {
  return {
    envelope: {
      id,
      lease,
      kind,
      name: '',
      teamId: undefined,
      orderKey: undefined,
      payload: Buffer.from(JSON.stringify(body)),
      receivedAt: new Date(1_700_000_000_000),
      replyBy: undefined,
      parkedMs: undefined,
      attempt: 1,
      origin: undefined,
      replayed: false,
    },
    body: { ...body },
    facts: { kind, items: [] },
    context: {
      installation: {},
      team: undefined,
      enterprise: undefined,
      user: undefined,
      channel: undefined,
      bot: undefined,
    },
  };
}

function connect(): Stream {
  const { path, requestSerialize, responseDeserialize } = EventsService.subscribe;
  return client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
}

/** Waits for the end of the stream; returns its error. */
async function ending(stream: Stream): Promise<ServiceError> {
  stream.resume();
  const [failure] = await once(stream, 'error');
  return failure;
}

async function opened(): Promise<Stream> {
  const stream = connect();
  stream.write(OPEN);
  expect((await once(stream, 'data'))[0]).toMatchObject({ opened: { id: 'S1', lease_ms: 1_000 } });
  return stream;
}

test('ends streams that never send open, even many at once', async () => {
  await serve({ openWithinMs: 50 });
  const endings = await Promise.all(Array.from({ length: 200 }, () => ending(connect())));
  expect(new Set(endings.map(({ code }) => code))).toEqual(new Set([status.DEADLINE_EXCEEDED]));
  expect(endings[0]?.details).toContain('First send open');
});

test('keeps an open stream that sends nothing', async () => {
  await serve({ openWithinMs: 500 });
  const stream = await opened();
  await ending(connect());
  carriers[0]?.deliver(deliveryOf(LEASE));
  expect((await once(stream, 'data'))[0]).toMatchObject({ delivery: LEASE });
  stream.cancel();
  await ending(stream);
});

test('passes the declaration in open to the delivery room', async () => {
  await serve();
  const stream = connect();
  const handles = [{ kind: 'event', matches: [{ property: 'type', pattern: { source: '^m', flags: 'i' } }] }];
  stream.write({ open: { name: 'worker', max_in_flight: 7, ordered: true, handles } });
  await once(stream, 'data');
  expect(asked).toMatchObject([{ name: 'worker', maxInFlight: 7, isOrdered: true, handles }]);
  stream.cancel();
  await ending(stream);
});

test.each([
  ['declared', 'command', {}, { command: { command: '/poll' } }],
  ['declared, with its bytes', 'command', { raw_json: true }, { raw_json: RAW }],
  ['not declared, with its bytes', 'new_kind', {}, { unknown: { kind: 'new_kind' }, raw_json: RAW }],
])('delivers a payload that is %s', async (_case, kind, wants, expected) => {
  await serve();
  const stream = connect();
  stream.write({ open: { ...OPEN.open, ...wants } });
  await once(stream, 'data');
  carriers[0]?.deliver(deliveryOf(LEASE, kind, { command: '/poll' }));
  const [{ delivery }] = await once(stream, 'data');
  const received_at = new Date(1_700_000_000_000);
  expect(delivery).toMatchObject({ ...LEASE, attempt: 1, received_at, ...expected });
  stream.cancel();
  await ending(stream);
});

test.each([
  ['the event', {}, {}],
  ['the event and its bytes', { raw_json: true }, { raw_json: expect.any(Buffer) }],
])('delivers, of a change of an installation, %s', async (_case, wants, expected) => {
  await serve();
  const stream = connect();
  stream.write({ open: { ...OPEN.open, ...wants } });
  await once(stream, 'data');
  const at = '2026-11-30T08:00:00.000Z';
  carriers[0]?.deliver(deliveryOf(LEASE, 'installation_event', { type: 'uninstalled', team_id: 'T1', at }));
  const [{ delivery }] = await once(stream, 'data');
  expect(delivery).toMatchObject({
    ...LEASE,
    installation_event: { type: 'uninstalled', team_id: 'T1', at: new Date(at) },
    raw_json: undefined,
    unknown: undefined,
    ...expected,
  });
  stream.cancel();
  await ending(stream);
});

test('passes each request of the app to the delivery room', async () => {
  await serve();
  const stream = await opened();
  stream.write({ extend: LEASE });
  stream.write({ reply: { ...LEASE, json: Buffer.from('{}') } });
  stream.write({ ack: LEASE });
  stream.write({ nak: { ...LEASE, error: 'no', delay_ms: 5 } });
  stream.write({ term: { ...LEASE, error: 'never' } });
  stream.write({ drain: { leases: [LEASE.lease] } });
  await until(() => said.length === 6);
  expect(said).toEqual([
    ['extend', LEASE],
    ['reply', LEASE, Buffer.from('{}')],
    ['ack', LEASE],
    ['nak', LEASE, { error: 'no', delayMs: 5 }],
    ['term', LEASE, { error: 'never' }],
    ['drain', [LEASE.lease]],
  ]);
  stream.end();
  stream.resume();
  await once(stream, 'end');
  expect(closed).toBeGreaterThan(0);
});

test.each<[string, Error, object]>([
  [
    'a request that comes too late',
    new HavocError({ kind: 'failed_precondition', code: 'inbox.lease_lost', message: 'too late' }),
    { code: 'inbox.lease_lost', message: 'too late' },
  ],
  [
    'a well-formed request that is wrong',
    new HavocError({ kind: 'invalid_argument', code: 'respond.bad_url', message: 'not Slack’s' }),
    { code: 'respond.bad_url' },
  ],
  ['a defect', new Error('relation'), { code: 'internal', message: expect.not.stringContaining('relation') }],
])('refuses %s, and goes on', async (_case, failure, refused) => {
  await serve();
  const stream = await opened();
  answer = () => Promise.reject(failure);
  stream.write({ ack: LEASE });
  expect((await once(stream, 'data'))[0]).toMatchObject({ refused: { ...LEASE, ...refused } });
  stream.cancel();
  await ending(stream);
});

test.each<[string, SubscribeRequest]>([
  ['opens twice', OPEN],
  ['sends an empty request', {}],
  ['names no lease', { ack: { id: '7' } }],
  ['names a malformed lease', { ack: { id: '7', lease: '-'.repeat(36) } }],
  ['names a malformed id', { ack: { ...LEASE, id: '7; drop' } }],
])('ends a stream that %s', async (_case, request) => {
  await serve();
  const stream = await opened();
  stream.write(request);
  expect(await ending(stream)).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(said).toEqual([]);
  await until(() => closed > 0);
});

test('ends a stream that does not start with open', async () => {
  await serve();
  const stream = connect();
  stream.write({ ack: LEASE });
  expect(await ending(stream)).toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('lists the connected subscribers and their declarations', async () => {
  await serve();
  asked = [{ name: 'web', handles: [{ kind: 'command' }] }, { handles: [] }];
  const { path, requestSerialize, responseDeserialize } = EventsService.listSubscribers;
  const listed = await new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, (failure, answer) =>
      failure ? reject(failure) : resolve(answer),
    );
  });
  expect(listed).toMatchObject({
    subscribers: [{ name: 'web', handles: [{ kind: 'command' }] }, { handles: [] }],
  });
});

test('says why a subscriber is refused', async () => {
  await serve({
    subscribe: () => {
      throw new HavocError({ kind: 'unavailable', code: 'delivery.stopping', message: 'stopping' });
    },
  });
  const stream = connect();
  stream.write(OPEN);
  expect(await ending(stream)).toMatchObject({ code: status.UNAVAILABLE, details: 'stopping' });
});

test('refuses a message larger than 16 MB, and closes the subscription', async () => {
  await serve();
  const stream = await opened();
  stream.write({ reply: { ...LEASE, json: Buffer.alloc(16 * 1024 * 1024) } });
  expect(await ending(stream)).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  await until(() => closed > 0);
  expect(said).toEqual([]);
});

describe('a subscriber that takes batches', () => {
  const other = { ...LEASE, id: '8' };

  async function openedForBatches(): Promise<Stream> {
    const stream = connect();
    stream.write({ open: { ...OPEN.open, batches: true } });
    await once(stream, 'data');
    return stream;
  }

  test('gets the deliveries of one turn in one message, and the last ones before the closing', async () => {
    await serve();
    const stream = await openedForBatches();
    const got: SubscribeResponse[] = [];
    stream.on('data', (response: SubscribeResponse) => void got.push(response));
    carriers[0]?.deliver(deliveryOf(LEASE));
    carriers[0]?.deliver(deliveryOf(other));
    await until(() => got.length === 1);
    carriers[0]?.deliver(deliveryOf(LEASE));
    carriers[0]?.closing('enough');
    carriers[0]?.end();
    await once(stream, 'end');
    expect(got.map((response) => JSON.parse(JSON.stringify(response)))).toEqual([
      { deliveries: { deliveries: [expect.objectContaining(LEASE), expect.objectContaining(other)] } },
      { delivery: expect.objectContaining(LEASE) },
      { closing: { reason: 'enough' } },
    ]);
  });

  test('acknowledges many at once, and each can be refused on its own', async () => {
    await serve();
    const stream = await openedForBatches();
    answer = async () => {
      if (said.length === 2)
        throw new HavocError({ kind: 'failed_precondition', code: 'inbox.lease_lost', message: 'Lost.' });
    };
    stream.write({ acks: { acks: [LEASE, other] } });
    const [refusal] = await once(stream, 'data');
    expect(said).toEqual([
      ['ack', LEASE],
      ['ack', other],
    ]);
    expect(refusal).toMatchObject({ refused: { id: '8', code: 'inbox.lease_lost' } });
    stream.cancel();
    await ending(stream);
  });
});

test('the stream of an app that never reads and sends useless acks is ended, to limit memory', async () => {
  await serve();
  answer = () =>
    Promise.reject(new HavocError({ kind: 'aborted', code: 'inbox.lease_lost', message: 'x'.repeat(1_000) }));
  const stream = await opened();
  stream.pause();
  const acks = Array.from({ length: 1_000 }, () => LEASE);
  for (let count = 0; count < 300 && closed === 0; count++) {
    stream.write({ acks: { acks } });
    await new Promise(setImmediate);
  }
  await until(() => closed > 0);
  const { code, details } = await ending(stream);
  expect(code).toBe(status.RESOURCE_EXHAUSTED);
  expect(details).toContain('does not read its stream');
});
