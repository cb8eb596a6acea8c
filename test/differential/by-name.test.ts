import { LogLevel, WebClient } from '@slack/web-api';
import { Havoc } from '../../src/client/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { createApiService, startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { createSend } from '../../src/outbound/index.js';
import { createSlackCall } from '../../src/slack/index.js';
import { createRecordedLog } from '../client/recorded-log.js';
import fc from '../support/fast-check.js';
import { argumentsOf } from './arguments-of.js';
import { type RecordingSlack, startRecordingSlack } from './recording-slack.js';

// slack.call(method, args) and WebClient's apiCall(method, args) must make the same request.

const TOKEN = 'xoxb-1-2-3';
const log = createLogger({ level: 'silent' });

let slack: RecordingSlack;
let client: WebClient;
let havoc: Havoc;
let stop: () => Promise<void>;
beforeAll(async () => {
  slack = await startRecordingSlack();
  client = new WebClient(TOKEN, { slackApiUrl: slack.apiUrl('official'), logLevel: LogLevel.ERROR });
  const call = createSlackCall({ apiUrl: slack.apiUrl('havoc') });
  const send = createSend({
    report: async () => undefined,
    findToken: async () => ({ token: TOKEN, installation: { team_id: 'T1' } }),
    call: (request) => call(request),
    observe: { answer: async () => {} },
  });
  const services = [createApiService({ send, methods, log })];
  const server = await startGrpcServer({ address: '127.0.0.1:0', services, log });
  havoc = new Havoc({ address: server.address, log: createRecordedLog() });
  stop = async () => {
    await havoc.stop();
    await server.stop(0);
  };
});
afterAll(async () => {
  await stop();
  await slack.close();
});

test.each([
  'chat.postMessage',
  'chat.update',
  'views.open',
  'conversations.list',
  'files.list',
  'dialog.open',
])('%s', async (name) => {
  const shape = methods.get(name)?.request.shape;
  if (shape === undefined) throw new Error(`There is no method ${name}.`);
  for (const args of fc.sample(argumentsOf(shape), 40)) {
    await Promise.all([havoc.slack.call(name, args), client.apiCall(name, args)]);
    expect(slack.take('havoc')).toEqual(slack.take('official'));
  }
});

test('a method that the contract does not declare', async () => {
  const args = { blocks: '[{"type":"divider"}]', ids: ['C1', 2], 'a b': null, n: -0, on: false, t: 'a\nb&c' };
  await Promise.all([havoc.slack.call('new.things.add', args), client.apiCall('new.things.add', args)]);
  const [official, ...more] = slack.take('official');
  expect([official?.path, more]).toEqual(['new.things.add', []]);
  expect(slack.take('havoc')).toEqual([official]);
});

test.each<[string, object]>([
  ['bytes', { image: Buffer.from('x') }],
  ['a bigint', { n: [1n] }],
])('%s are refused, and nothing is sent to Slack', async (_title, args) => {
  await expect(havoc.slack.call('new.things.add', { ...args })).rejects.toMatchObject({
    kind: 'invalid_argument',
  });
  expect(slack.take('havoc')).toEqual([]);
});
