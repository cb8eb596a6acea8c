import { status } from '@grpc/grpc-js';
import { LogLevel, WebClient } from '@slack/web-api';
import { toArguments } from '../../src/client/arguments.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { createSlackServices } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { createSend } from '../../src/outbound/index.js';
import { createSlackCall } from '../../src/slack/index.js';
import type { Method } from '../../src/wire/index.js';
import fc from '../support/fast-check.js';
import { type Channel, serve } from '../support/grpc.js';
import { withResidue } from '../wire/split-residue.js';
import { argumentsOf } from './arguments-of.js';
import { type RecordingSlack, startRecordingSlack } from './recording-slack.js';

// Slack must receive the same request, whether an app uses Slack's client or havoc.

const TOKEN = 'xoxb-1-2-3';
const RUNS = 20;

/** Methods that havoc refuses, because their answers are secrets. */
const SECRET = new Set([
  'oauth.access',
  'oauth.v2.access',
  'oauth.v2.exchange',
  'openid.connect.token',
  'tooling.tokens.rotate',
  'apps.manifest.create',
  'apps.connections.open',
]);

/** Methods that havoc calls in another way on purpose, each with the reason. */
const EXCEPTIONS: Record<string, string> = {
  'files.uploadV2':
    'is not a method of Slack: WebClient makes three requests for it, and so does havoc.v1.Files',
};

let slack: RecordingSlack;
let channel: Channel;
beforeAll(async () => {
  slack = await startRecordingSlack();
  const call = createSlackCall({ apiUrl: slack.apiUrl('havoc') });
  const send = createSend({
    report: async () => undefined,
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

/** Calls a method as the client does. */
function throughHavoc({ method, path, request, response }: Method, args: object): Promise<unknown> {
  return channel.unary(
    {
      path,
      requestSerialize: (json) => {
        const takesBytes = (key: string) => request.shape.slots.get(key)?.bytes !== undefined;
        return Buffer.from(request.encode(toArguments(method, json, takesBytes)));
      },
      responseDeserialize: response.decode,
    },
    args,
  );
}

/** Calls a method through WebClient. Calls it by name if WebClient has no function for it, as its docs recommend. */
function throughWebClient(client: WebClient, { method }: Method, args: object): Promise<unknown> {
  let found: unknown = client;
  for (const part of method.split('.')) found = Reflect.get(Object(found), part);
  if (typeof found !== 'function') return client.apiCall(method, { ...args });
  return (found as (args: object) => Promise<unknown>)(args);
}

const all = [...methods.values()].filter(({ method }) => !(method in EXCEPTIONS));
const open = all
  .filter(({ method }) => !SECRET.has(method))
  .map((method) => [method.method, method] as const);
const secret = all
  .filter(({ method }) => SECRET.has(method))
  .map((method) => [method.method, method] as const);

test('there are few exceptions, and each of them is a method', () => {
  expect(Object.keys(EXCEPTIONS).length).toBeLessThan(5);
  expect([...SECRET, ...Object.keys(EXCEPTIONS)].filter((name) => !methods.has(name))).toEqual([]);
});

test.each(open)('%s', async (_, method) => {
  const client = new WebClient(TOKEN, { slackApiUrl: slack.apiUrl('official'), logLevel: LogLevel.ERROR });
  for (const args of fc.sample(argumentsOf(method.request.shape), RUNS)) {
    await Promise.all([throughHavoc(method, args), throughWebClient(client, method, args)]);
    const [official, ...more] = slack.take('official');
    expect(more).toEqual([]);
    expect(official?.path).toBe(method.method);
    expect(slack.take('havoc')).toEqual([official]);
  }
});

test.each(secret)('%s is refused, and nothing is sent to Slack', async (_, method) => {
  for (const args of fc.sample(argumentsOf(method.request.shape), RUNS)) {
    await expect(throughHavoc(method, args)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  }
  expect(slack.take('havoc')).toEqual([]);
});

describe('a residue from an app in another language', () => {
  const { request, path } = methods.get('chat.postMessage') as Method;
  const send = (residue: string) =>
    channel.unary(
      {
        path,
        requestSerialize: () => Buffer.from(withResidue(request.encode({ channel: 'C1' }), residue)),
        responseDeserialize: (bytes) => bytes,
      },
      {},
    );
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

  test.each([
    ['text that is not JSON', '{', 'havoc_residue is invalid'],
    ['a path through nothing', '[[["a","b"],1]]', 'leads to a value that does not exist'],
    ['a path to a prototype', '[[["__proto__","polluted"],1]]', 'leads to a value that does not exist'],
    ['a token', '[[["token"],"xoxb-9"]]', 'omit the argument token'],
    ['a value nested 20,000 levels deep', `[[["blocks"],${deep}]]`, 'blocks cannot be written as JSON'],
  ])('%s is refused at once, and nothing is sent to Slack', async (_case, residue, details) => {
    await expect(send(residue)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining(details),
    });
    expect(slack.take('havoc')).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('bytes that are not a message are refused', async () => {
    const rpc = {
      path,
      requestSerialize: () => Buffer.from([0x0f]),
      responseDeserialize: (bytes: Buffer) => bytes,
    };
    await expect(channel.unary(rpc, {})).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  test('a value nested 3,000 levels deep reaches Slack', async () => {
    const blocks = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
    await send(`[[["blocks"],${blocks}]]`);
    expect(slack.take('havoc')[0]?.fields).toEqual([
      ['channel', 'C1'],
      ['blocks', blocks],
    ]);
  });

  test('half a surrogate pair is U+FFFD in the form, and escaped within JSON', async () => {
    await send('[[["text"],"Hello \\ud83d"],[["metadata"],{"t":"\\ud83d"}]]');
    expect(slack.take('havoc')[0]?.fields).toEqual([
      ['channel', 'C1'],
      ['text', 'Hello \ufffd'],
      ['metadata', '{"t":"\\ud83d"}'],
    ]);
  });
});
