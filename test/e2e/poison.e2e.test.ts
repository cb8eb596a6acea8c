import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jsonText } from '../../src/base/index.js';
import { push } from '../support/push.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const objects = (depth: number) => `${'{"elements":[{"a":'.repeat(depth)}1${'}]}'.repeat(depth)}`;
const many = (item: string) => `[${Array(100_000).fill(item).join(',')}]`;

/** Values for a member of a payload that are valid JSON but unusual. */
const POISONS: [string, string][] = [
  ['null', 'null'],
  ['a number', '7'],
  ['an infinite number', '1e400'],
  ['a number of many digits', '-0.10000000000000000000000001E+2'],
  ['half a surrogate pair', String.raw`"\ud800"`],
  ['U+0000', String.raw`"a\u0000b"`],
  ['a list', '[null,[],{}]'],
  ['keys of prototypes', '{"__proto__":{"polluted":1},"constructor":{"prototype":{}},"type":{},"type":[]}'],
  ['10,000 nested lists', lists(10_000)],
  ['10,000 nested objects', objects(5_000)],
  ['a text of 1 MB', `"${'é'.repeat(500_000)}"`],
  ['100,000 numbers', many('1')],
  ['100,000 objects', many('{"type":1}')],
];

let stack: Stack;
let slack: Server;
/** The Web API's answer to all methods except auth.test. */
let answer = '{"ok":true}';

beforeAll(async () => {
  slack = createServer((request, response) => {
    const whoami = '{"ok":true,"team_id":"T1","user_id":"U0","bot_id":"B0","team":"t","user":"u"}';
    request.resume().on('end', () => response.end(request.url?.endsWith('/auth.test') ? whoami : answer));
  }).listen(0, '127.0.0.1');
  // A connection that Slack closes while a call is written fails the call, which this is not about.
  slack.keepAliveTimeout = 0;
  await once(slack, 'listening');
  const { port } = slack.address() as AddressInfo;
  stack = await startStack({
    environment: {
      SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
      HAVOC_BODY_LIMIT_BYTES: String(2 * 1024 * 1024),
      HAVOC_UNHANDLED_AFTER_MS: '0',
    },
  });
});
afterAll(async () => {
  await stack?.stop();
  slack.closeAllConnections();
  slack.close();
});

const asForm = (payload: string) => Buffer.from(`payload=${encodeURIComponent(payload)}`);

test('poisonous payloads and the good ones around them reach the app exactly as Slack sent them', async () => {
  const app = stack.createApp({ raw: true });
  const handled = new Map<string, string>();
  app.use(async ({ raw, next }) => {
    const text = Buffer.from(raw ?? []).toString();
    handled.set(text, text);
    await next();
  });
  app.event(/^/, async () => {});
  app.action(/^/, async () => {});
  app.view(/^/, async ({ reply }) => reply());
  app.shortcut(/^/, async () => {});
  await app.start();

  const expected: string[] = [];
  const send = async (json: string, interactive = false) => {
    expected.push(json);
    const withSecret = json.replace('{', '{"token":"a verification token",');
    const status = interactive
      ? await push(stack, asForm(withSecret), 'application/x-www-form-urlencoded')
      : await push(stack, Buffer.from(withSecret));
    expect(status).toBe(200);
  };
  let id = 0;
  const event = (inner: string, more = '') =>
    send(
      `{"type":"event_callback","api_app_id":"A1","event_id":"Ev${++id}","team_id":"T1"${more},"event":${inner}}`,
    );
  const good = (text: string) => event(`{"type":"app_mention","channel":"C1","user":"U1","text":"${text}"}`);

  for (const [title, poison] of POISONS) {
    await good(`before ${title}`);
    await event(poison);
    await event(`{"type":"app_mention","user":${poison},"text":"x"}`);
    await event(`{"type":"message","channel":"C1","subtype":"message_changed","message":${poison}}`);
    await event(`{"type":"app_mention","blocks":${poison}}`);
    await event(`{"type":"nobody_declared_this","it":${poison}}`);
    await event('{"type":"app_mention"}', `,"authorizations":${poison}`);
    await good(`after ${title}`);
  }
  const interactive = POISONS.filter(([, poison]) => poison.length < 500_000);
  for (const [, poison] of interactive) {
    const where = '"team":{"id":"T1"},"user":{"id":"U1"}';
    await send(`{"type":"block_actions","trigger_id":"t${++id}",${where},"actions":${poison}}`, true);
    await send(`{"type":"block_actions","trigger_id":"t${++id}",${where},"actions":[${poison}]}`, true);
    await send(`{"type":"view_submission","trigger_id":"t${++id}","team":${poison},"view":${poison}}`, true);
    await send(`{"type":"shortcut","trigger_id":"t${++id}",${where},"callback_id":${poison}}`, true);
  }

  await until(async () => (await stack.outcomes()).every((outcome) => outcome !== null));
  expect(new Set(await stack.outcomes())).toEqual(new Set(['settled']));
  const unhandled = expected.filter((json) => !handled.has(json));
  expect(unhandled.map((json) => json.slice(0, 150))).toEqual([]);
  expect(handled.size).toBe(expected.length);
}, 240_000);

test('a poisonous answer of a method is returned, with its good fields', async () => {
  const { slack: methods } = stack.createApp();
  for (const [, poison] of POISONS) {
    answer = `{"ok":true,"response_metadata":${poison},"channel":${poison},"ts":"1.1","message":{"text":"a","blocks":${poison}}}`;
    const posted = await methods.chat.postMessage({ channel: 'C1', text: 'a' });
    expect(posted).toMatchObject({ ok: true, ts: '1.1', message: { text: 'a' } });
    const whole = await methods.call('chat.postMessage', { channel: 'C1', text: 'a' });
    expect(whole).toHaveProperty('ts', '1.1');

    answer = `{"ok":true,"user":${poison},"members":${poison},"messages":[${poison},{"text":"b"}]}`;
    expect(await methods.users.info({ user: 'U7' })).toMatchObject({ ok: true });
    expect(await methods.users.list({})).toMatchObject({ ok: true });
    const { messages } = await methods.conversations.history({ channel: 'C1' });
    expect(jsonText(messages)).toBe(jsonText(JSON.parse(answer).messages));

    answer = `{"ok":false,"error":"channel_not_found","needed":${poison},"response_metadata":${poison},"errors":${poison}}`;
    const refused = methods.chat.postMessage({ channel: 'C1', text: 'a' });
    await expect(refused).rejects.toMatchObject({ name: 'SlackError', code: 'channel_not_found' });
  }
}, 240_000);
