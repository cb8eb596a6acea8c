import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { HavocError } from '../../src/base/index.js';
import { toClientError } from '../../src/client/errors.js';
import { EntitiesService } from '../../src/gen/havoc/v1/entities.js';
import { MessagesService } from '../../src/gen/havoc/v1/messages.js';
import { TrafficService } from '../../src/gen/havoc/v1/traffic.js';
import { methods } from '../../src/gen/slack/methods.js';
import {
  createEntitiesService,
  createMessagesService,
  createSlackServices,
  createTrafficService,
  type Service,
} from '../../src/grpc/index.js';
import type { Target } from '../../src/installations/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Keyed, LedgerRecord } from '../../src/messages/index.js';
import type { Send, SendCall } from '../../src/outbound/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';
import type { TrafficRecord } from '../../src/traffic/index.js';
import { until } from '../support/until.js';

const log = createLogger({ level: 'silent' });
const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0).reverse()) release();
});

/** The services on a real connection. */
async function serve(services: Service[]): Promise<Client> {
  const server = new Server();
  for (const { definition, implementation } of services) server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (failure, bound) =>
      failure ? reject(failure) : resolve(bound),
    );
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  releases.push(
    () => server.forceShutdown(),
    () => client.close(),
  );
  return client;
}

interface Call<Request, Response> {
  path: string;
  requestSerialize: (request: Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

function unary<Request, Response>(
  client: Client,
  { path, requestSerialize, responseDeserialize }: Call<Request, Response>,
  request: Request,
  metadata: Record<string, string> = {},
): Promise<Response> {
  const sent = Metadata.fromHttp2Headers(metadata);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      sent,
      (failure, response) => (failure ? reject(failure) : response && resolve(response)),
    );
  });
}

/** A stub as the client makes it: Slack's JSON on both sides. */
function stub(name: string): Call<Record<string, unknown>, Record<string, unknown>> {
  const method = methods.get(name);
  if (!method) throw new Error(`The contract has no ${name}.`);
  const { path, request, response } = method;
  return {
    path,
    requestSerialize: (json) => Buffer.from(request.encode(json)),
    responseDeserialize: response.decode,
  };
}

describe("the stubs of Slack's methods", () => {
  async function setUp(answer: SlackAnswer | HavocError | Error) {
    const calls: SendCall[] = [];
    const dropped: string[] = [];
    const send: Send = async (call) => {
      calls.push(call);
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const services = createSlackServices({
      send,
      methods,
      log,
      onDropped: (method, field, count) => dropped.push(`${method} ${field} ${count}`),
    });
    return { client: await serve(services), calls, dropped };
  }

  test('every method of the contract has one', () => {
    const services = createSlackServices({ send: () => Promise.reject(new Error('none')), methods, log });
    const paths = services.flatMap(({ definition }) => Object.values(definition).map(({ path }) => path));
    const own = [...methods.values()].flatMap(({ path, pagesPath = [] }) => [path, pagesPath].flat());
    expect(paths.sort()).toEqual(own.sort());
  });

  test("carry Slack's JSON there and back, and the target", async () => {
    const answer = { ok: true, channel: 'C1', ts: '1.1', message: { text: 'a', ts: 7 } };
    const { client, calls, dropped } = await setUp({ ok: true, status: 200, body: answer });
    const args = { channel: 'C1', text: 'a', blocks: [{ type: 'divider' }] };
    const metadata = { 'havoc-team': 'T1', 'havoc-enterprise': 'E1', 'havoc-user': 'U1' };
    const response = await unary(client, stub('chat.postMessage'), args, metadata);
    expect(response).toMatchObject({ ok: true, channel: 'C1', ts: '1.1', message: { text: 'a' } });
    expect(calls).toMatchObject([
      { method: 'chat.postMessage', args, target: { team_id: 'T1', enterprise_id: 'E1', user_id: 'U1' } },
    ]);
    expect(dropped).toEqual(['chat.postMessage Message.ts 1']);
  });

  test('keep a list that is empty on purpose', async () => {
    const { client, calls } = await setUp({ ok: true, status: 200, body: { ok: true } });
    await unary(client, stub('chat.update'), { channel: 'C1', ts: '1.1', text: 'a', blocks: [] });
    expect(calls[0]?.args).toEqual({ channel: 'C1', ts: '1.1', text: 'a', blocks: [] });
    expect(calls[0]?.target).toEqual({});
  });

  test("raise Slack's refusal as the client's SlackError", async () => {
    const body = { ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'none' };
    const { client } = await setUp({ ok: false, error: 'missing_scope', status: 200, body });
    const failure = await unary(client, stub('chat.postMessage'), {}).catch((thrown: ServiceError) => thrown);
    expect(failure).toMatchObject({ code: status.PERMISSION_DENIED });
    expect(toClientError(failure as ServiceError, 'chat.postMessage')).toMatchObject({
      name: 'SlackError',
      code: 'missing_scope',
      needed: 'chat:write',
      provided: 'none',
      data: body,
    });
  });

  test.each([
    [
      "havoc's error",
      new HavocError({ kind: 'not_found', code: 'installations.not_found', message: 'not here' }),
      status.NOT_FOUND,
      'not here',
    ],
    ['a defect', new Error('the inside'), status.INTERNAL, 'its log shows'],
  ])('fail with %s', async (_, thrown, code, text) => {
    const { client } = await setUp(thrown);
    await expect(unary(client, stub('auth.test'), {})).rejects.toMatchObject({
      code,
      details: expect.stringContaining(text),
    });
  });

  test("a caller's cancel reaches the call", async () => {
    let signal: AbortSignal | undefined;
    const send: Send = (call) => {
      signal = call.signal;
      return new Promise(() => {});
    };
    const client = await serve(createSlackServices({ send, methods, log }));
    const { path, requestSerialize, responseDeserialize } = stub('users.list');
    const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, () => {});
    await until(() => signal !== undefined);
    expect(signal?.aborted).toBe(false);
    call.cancel();
    await until(() => signal?.aborted === true);
  });
});

describe('Entities', () => {
  const refused = { ok: false, error: 'missing_scope', status: 200, body: {} };
  const asked: (string | Target | undefined)[][] = [];
  const client = () =>
    serve([
      createEntitiesService({
        log,
        resolver: {
          async user(id, target) {
            asked.push([id, target]);
            return { ok: true, entity: { id, name: 'ann', resolved: true } };
          },
          channel: async () => ({ ok: false, method: 'conversations.info', answer: refused }),
          team: () =>
            Promise.reject(new HavocError({ kind: 'not_found', code: 'resolve.not_found', message: 'no' })),
        },
      }),
    ]);

  test('answer with what is known, for the target', async () => {
    const { user } = await unary(
      await client(),
      EntitiesService.getUser,
      { id: 'U12' },
      { 'havoc-team': 'T1' },
    );
    expect(user).toMatchObject({ id: 'U12', name: 'ann' });
    expect(asked).toEqual([['U12', { team_id: 'T1', enterprise_id: undefined, user_id: undefined }]]);
  });

  test('refuse as Slack refuses, fail as the resolver fails, and want an id', async () => {
    const on = await client();
    await expect(unary(on, EntitiesService.getChannel, { id: 'C12' })).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
    });
    await expect(unary(on, EntitiesService.getTeam, { id: 'T12' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    await expect(unary(on, EntitiesService.getUser, { id: '@ann' })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
    await expect(unary(on, EntitiesService.getUser, {})).rejects.toThrow('U012AB3CD');
  });
});

describe('Messages', () => {
  const record: LedgerRecord = {
    id: 1n,
    team_id: 'T1',
    channel: 'C1',
    ts: '1.1',
    key: 'poll',
    text: 'a',
    content: { text: 'a' },
    changedElsewhere: false,
    postedAt: new Date(1_000),
  };
  const refusal = {
    ok: false as const,
    method: 'chat.update',
    answer: { ok: false, error: 'is_archived', status: 200, body: {} },
  };

  async function setUp() {
    const seen: unknown[] = [];
    const sent: SendCall[] = [];
    const note = ({ team_id, key }: Keyed, args?: unknown) => seen.push([team_id, key, args]);
    const client = await serve([
      createMessagesService({
        log,
        async send(call) {
          sent.push(call);
          return { ok: true, status: 200, body: {} };
        },
        findToken: async ({ team_id = 'T1' }) => ({ token: 'x', installation: { team_id } }),
        ledger: {
          async upsert(keyed, args) {
            note(keyed, args);
            await keyed.call({ method: 'chat.postMessage', args });
            return { ok: true, message: record, posted: true };
          },
          async update(keyed, args) {
            note(keyed, args);
            return refusal;
          },
          async delete(keyed) {
            note(keyed);
            return { ok: true, deleted: true };
          },
          async get(team_id, key) {
            seen.push([team_id, key]);
            return record;
          },
        },
      }),
    ]);
    return { client, seen, sent };
  }

  test('upsert for the target, and the ledger is written by the ledger', async () => {
    const { client, seen, sent } = await setUp();
    const request = { key: 'poll', message: { channel: 'C1', text: 'a', blocks: [] } };
    const response = await unary(client, MessagesService.upsert, request, { 'havoc-team': 'T2' });
    expect(response).toMatchObject({
      posted: true,
      message: { key: 'poll', ts: '1.1', team_id: 'T1', channel: 'C1', posted_at: new Date(1_000) },
    });
    expect(Buffer.from(response.message?.content_json ?? []).toString()).toBe('{"text":"a"}');
    expect(seen).toEqual([['T2', 'poll', { channel: 'C1', text: 'a', blocks: [] }]]);
    expect(sent).toMatchObject([
      { method: 'chat.postMessage', keepsLedger: true, target: { team_id: 'T2' } },
    ]);
  });

  test('update without the place, delete, get', async () => {
    const { client, seen } = await setUp();
    const request = { key: 'poll', message: { channel: 'C9', ts: '9.9', text: 'b' } };
    await expect(unary(client, MessagesService.update, request)).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: expect.stringContaining('chat.update: is_archived'),
    });
    expect(await unary(client, MessagesService.delete, { key: 'poll' })).toEqual({ deleted: true });
    expect((await unary(client, MessagesService.get, { key: 'poll' })).message?.ts).toBe('1.1');
    expect(seen).toEqual([
      ['T1', 'poll', { text: 'b' }],
      ['T1', 'poll', undefined],
      ['T1', 'poll'],
    ]);
  });

  test('want a message', async () => {
    const { client, seen } = await setUp();
    await expect(unary(client, MessagesService.upsert, { key: 'poll' })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
    expect(seen).toEqual([]);
  });
});

describe('Traffic', () => {
  const record = (more: Partial<TrafficRecord>): TrafficRecord => ({
    id: 7n,
    at: new Date(1_000),
    direction: 'out',
    name: 'chat.postMessage',
    outcome: 'ok',
    tookMs: 1.5,
    ...more,
  });

  test('tail what matches, without bodies, until the reader goes', async () => {
    const listeners = new Set<(record: TrafficRecord) => void>();
    const traffic = {
      onRecord(listener: (record: TrafficRecord) => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    // Tailing reads no table.
    const client = await serve([
      createTrafficService({ traffic, db: { prisma: {} as never }, findPayload: async () => undefined, log }),
    ]);
    const { path, requestSerialize, responseDeserialize } = TrafficService.tail;
    const request = { filter: { outcome: 'refused', direction: '' } };
    const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    const read: unknown[] = [];
    stream.on('data', ({ record }) => read.push(record));
    stream.on('error', () => {});
    await until(() => listeners.size === 1);
    for (const listener of listeners) {
      listener(record({ outcome: 'ok' }));
      listener(record({ outcome: 'refused: stale', request: Buffer.from('{}') }));
    }
    await until(() => read.length === 1);
    expect(read[0]).toMatchObject({ id: '7', outcome: 'refused: stale', took_ms: 1.5, request: undefined });
    stream.cancel();
    await until(() => listeners.size === 0);
  });

  test.each([
    ['a limit of 0', TrafficService.list, { limit: 0 }],
    ['a limit of many', TrafficService.list, { limit: 1_001 }],
    ['an odd before', TrafficService.list, { before: 'x' }],
    ['no id', TrafficService.show, {}],
  ])('refuse %s', async (_, call, request) => {
    const traffic = { onRecord: () => () => {} };
    const client = await serve([
      createTrafficService({ traffic, db: { prisma: {} as never }, findPayload: async () => undefined, log }),
    ]);
    const asked = unary<object, object>(client, call, request);
    await expect(asked).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
