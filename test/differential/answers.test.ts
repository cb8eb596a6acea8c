import type { ServerResponse } from 'node:http';
import { App, HTTPModuleFunctions } from '@slack/bolt';
import { createRespond } from '../../src/outbound/index.js';
import { aCommand } from '../client/deliveries.js';
import { createHarness, type Harness } from '../client/harness.js';
import fc from '../support/fast-check.js';
import { type RecordingSlack, startRecordingSlack } from './recording-slack.js';

// An app's replies and its posts to a response_url must have the bytes that Bolt would send.

let slack: RecordingSlack;
let harness: Harness;
beforeAll(async () => {
  slack = await startRecordingSlack();
});
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.end());
afterAll(() => slack.close());

const odd = fc.constantFrom<unknown>(
  null,
  undefined,
  new Date(0),
  Number.NaN,
  -0,
  [undefined, () => 1],
  'Hello \ud83d',
  new Map([[1, 2]]),
  { toJSON: () => ({ amount: 5 }) },
);
const message = fc.record(
  {
    text: fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), odd),
    blocks: fc.oneof(fc.jsonValue(), fc.constant('[{"type":"divider"}]'), odd),
    replace_original: fc.oneof(fc.boolean(), fc.constant('true')),
    options: fc.array(odd, { maxLength: 3 }),
    as_wished: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const messages: object[] = fc.sample(message, 60).map((one) => ({ ...one, kept: true }));

/** Returns what Bolt's receiver writes as the answer to the request. */
function ackOfBolt(answer: unknown): string {
  const written: string[] = [];
  const response = { writeHead() {}, end: (body = '') => written.push(body) };
  HTTPModuleFunctions.buildContentResponse(response as unknown as ServerResponse, answer as string);
  return written.join('');
}

test('a reply has the same bytes as in Bolt', async () => {
  const stream = await start(async ({ reply }, answer) => void (await reply(answer as never)));
  for (const answer of messages) {
    handled.push(answer);
    stream.deliver(aCommand());
    const { reply } = await stream.requests.take();
    await stream.requests.take();
    expect(Buffer.from(reply?.json ?? []).toString()).toBe(ackOfBolt(answer));
  }
});

test('a message to a response_url has the same bytes as in Bolt', async () => {
  const respondThere = createRespond({ apiUrl: slack.apiUrl('havoc'), record: () => {} });
  harness.sidecar.answers.set('respond', async ({ args }) => {
    await respondThere(String(args.response_url), args.json as Uint8Array);
    return {};
  });
  const stream = await start(async ({ respond }, answer) => respond(answer as never));
  const app = new App({
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0BOT' }),
  });
  app.command('/poll', async ({ respond }) => void (await respond(handled[0] as never)));
  for (const answer of ['text', ...messages]) {
    handled.splice(0, handled.length, answer);
    stream.deliver(aCommand({ response_url: `${slack.apiUrl('havoc')}commands` }));
    await stream.requests.take();
    const { command } = aCommand({ response_url: `${slack.apiUrl('official')}commands` });
    await app.processEvent({ body: command as never, ack: async () => {} });
    const [official, ...more] = slack.take('official').map(({ verb, fields, headers }) => ({
      verb,
      fields,
      type: headers.type,
    }));
    expect([official?.verb, more]).toEqual(['POST', []]);
    expect(slack.take('havoc')).toMatchObject([{ verb: 'POST', fields: official?.fields }]);
  }
});

/** The handler of the next command answers with the last of these. */
const handled: unknown[] = [];

type Handler = Parameters<Harness['havoc']['command']>[1];
type Args = Parameters<Handler>[0];

async function start(answerBy: (args: Args, answer: unknown) => Promise<void>) {
  handled.length = 0;
  harness.havoc.command('/poll', (args) => answerBy(args, handled.at(-1)));
  return harness.connect();
}
