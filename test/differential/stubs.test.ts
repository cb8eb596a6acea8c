import { status } from '@grpc/grpc-js';
import { LogLevel, WebClient } from '@slack/web-api';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { createSlackServices } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { createSend } from '../../src/outbound/index.js';
import { createSlackCall } from '../../src/slack/index.js';
import type { Method } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';
import { type Channel, serve } from '../support/grpc.js';
import { argumentsOf } from './arguments-of.js';
import { type Recorded, type RecordingSlack, startRecordingSlack } from './recording-slack.js';

// Slack must not be able to tell whether an app calls it through its own client or through havoc.

const TOKEN = 'xoxb-1-2-3';
const RUNS = 20;

/** Methods that havoc refuses, since their answers are secrets. */
const SECRET = new Set([
  'oauth.access',
  'oauth.v2.access',
  'oauth.v2.exchange',
  'openid.connect.token',
  'tooling.tokens.rotate',
  'apps.manifest.create',
  'apps.connections.open',
]);

/** Methods that go another way on purpose, each with the reason. */
const EXCEPTIONS: Record<string, string> = {
  'files.uploadV2':
    'is no method of Slack’s: WebClient makes three requests of it, and so does havoc.v1.Files',
};

let slack: RecordingSlack;
let channel: Channel;
beforeAll(async () => {
  slack = await startRecordingSlack();
  const call = createSlackCall({ apiUrl: slack.apiUrl('havoc') });
  const send = createSend({
    findToken: async () => ({ token: TOKEN, installation: { team_id: 'T1' } }),
    call: (request) => call(request),
    observe: { answer: async () => {} },
  });
  channel = await serve(createSlackServices({ send, methods, log: createLogger({ level: 'silent' }) }));
});
afterAll(async () => {
  channel.close();
  await slack.close();
});

function throughHavoc({ path, request, response }: Method, args: object): Promise<unknown> {
  return channel.unary(
    {
      path,
      requestSerialize: (json) => Buffer.from(request.encode(json)),
      responseDeserialize: response.decode,
    },
    args,
  );
}

function throughWebClient(client: WebClient, { method }: Method, args: object): Promise<unknown> {
  let found: unknown = client;
  for (const part of method.split('.')) found = Reflect.get(Object(found), part);
  return (found as (args: object) => Promise<unknown>)(args);
}

/** Neither a form nor an object in JSON has an order. */
function comparable({ fields, ...request }: Recorded) {
  const read = fields.map(([name, value]): [string, unknown] => [name, parsed(value)]);
  return { ...request, fields: read.sort(([one], [other]) => (one < other ? -1 : 1)) };
}

function parsed(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return { json: JSON.parse(value) };
  } catch {
    return value;
  }
}

const all = [...methods.values()].filter(({ method }) => !(method in EXCEPTIONS));
const open = all
  .filter(({ method }) => !SECRET.has(method))
  .map((method) => [method.method, method] as const);
const secret = all
  .filter(({ method }) => SECRET.has(method))
  .map((method) => [method.method, method] as const);

test('few methods are exceptions, and all of them are methods', () => {
  expect(Object.keys(EXCEPTIONS).length).toBeLessThan(5);
  expect([...SECRET, ...Object.keys(EXCEPTIONS)].filter((name) => !methods.has(name))).toEqual([]);
});

test.each(open)('%s', async (_, method) => {
  const client = new WebClient(TOKEN, { slackApiUrl: slack.apiUrl('official'), logLevel: LogLevel.ERROR });
  for (const args of fc.sample(argumentsOf(method.request.shape), RUNS)) {
    await Promise.all([throughHavoc(method, args), throughWebClient(client, method, args)]);
    const [official, ...more] = slack.take('official').map(comparable);
    expect(more).toEqual([]);
    expect(official?.path).toBe(method.method);
    expect(slack.take('havoc').map(comparable)).toEqual([official]);
  }
});

test.each(secret)('%s is refused, and Slack hears nothing of it', async (_, method) => {
  for (const args of fc.sample(argumentsOf(method.request.shape), RUNS)) {
    await expect(throughHavoc(method, args)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  }
  expect(slack.take('havoc')).toEqual([]);
});
