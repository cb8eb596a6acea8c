import type { InstallationEventName } from '../../src/client/index.js';
import type { InstallationEvent } from '../../src/gen/havoc/v1/installations.js';
import { aChange, anEvent } from './deliveries.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.end());

const AT = new Date(1_000);
const WHERE = { team_id: 'T1', is_enterprise_install: false, at: AT };
const WEBHOOK = { channel: '#a', channel_id: 'C1', configuration_url: 'https://acme.slack.com/x' };
const LINK = 'https://havoc.example/slack/install';

const cases: [InstallationEventName, InstallationEvent, object][] = [
  [
    'installed',
    {
      type: 'installed',
      team_name: 'Acme',
      user_id: 'U1',
      scopes: ['chat:write'],
      context_json: Buffer.from('{"tenant":42}'),
      incoming_webhook: WEBHOOK,
    },
    {
      type: 'installed',
      team_name: 'Acme',
      user_id: 'U1',
      scopes: ['chat:write'],
      user_scopes: [],
      context: { tenant: 42 },
      incoming_webhook: WEBHOOK,
    },
  ],
  [
    'uninstalled',
    { type: 'uninstalled', reason: 'app_uninstalled', install_url: LINK },
    { type: 'uninstalled', reason: 'app_uninstalled', install_url: LINK },
  ],
  [
    'tokens_revoked',
    { type: 'tokens_revoked', users: ['U1', 'U2'] },
    { type: 'tokens_revoked', users: ['U1', 'U2'], bot: false },
  ],
  [
    'scopes_changed',
    { type: 'scopes_changed', scopes: ['chat:write'], previous_scopes: ['users:read'] },
    {
      type: 'scopes_changed',
      scopes: ['chat:write'],
      user_scopes: [],
      previous_scopes: ['users:read'],
      previous_user_scopes: [],
    },
  ],
  [
    'token_failed',
    { type: 'token_failed', bot: true, reason: 'account_inactive' },
    { type: 'token_failed', bot: true, reason: 'account_inactive' },
  ],
];

test.each(cases)('%s reaches its listener with its own fields', async (type, sent, expected) => {
  const got: unknown[] = [];
  harness.havoc.on(type, ({ event, payload, body }) => void got.push(event, payload, body));
  const stream = await harness.connect();
  expect(stream.open.handles).toEqual([
    expect.objectContaining({
      kind: 'installation_event',
      matches: [expect.objectContaining({ property: 'type', equals: type })],
    }),
  ]);
  const delivery = aChange(sent);
  stream.deliver(delivery);
  expect(await stream.requests.take()).toMatchObject({ ack: { id: delivery.id } });
  const full = { ...WHERE, ...expected };
  expect(got).toStrictEqual([full, full, full]);
});

test('another name does not run the listener, and neither does an event of Slack', async () => {
  const got: string[] = [];
  harness.havoc
    .on('tokens_revoked', async ({ event }) => void got.push(`own ${event.users}`))
    .event('tokens_revoked', async ({ event }) => void got.push(`Slack's ${event.tokens.bot}`));
  const stream = await harness.connect();
  const changes = [aChange({ type: 'uninstalled' }), aChange({ type: 'tokens_revoked', users: ['U1'] })];
  for (const delivery of [...changes, anEvent({ type: 'tokens_revoked', tokens: { bot: ['B1'] } })]) {
    stream.deliver(delivery);
    expect(await stream.requests.take()).toHaveProperty('ack.id', delivery.id);
  }
  expect(got).toEqual(['own U1', "Slack's B1"]);
});

test.each([
  ['a workspace', { team_id: 'T1', enterprise_id: 'E1' }, { 'havoc-team': 'T1', 'havoc-enterprise': 'E1' }],
  ['an organisation', { team_id: undefined, enterprise_id: 'E1' }, { 'havoc-enterprise': 'E1' }],
])('calls act for the installation in %s, even if havoc knows it no more', async (_case, ids, headers) => {
  const answers = harness.sidecar.answers;
  answers.set('chat.postMessage', () => ({ ok: true }));
  answers.set('messages.get', () => ({ message: { key: 'k' } }));
  answers.set('entities.getUser', () => ({ user: { id: 'U1' } }));
  harness.havoc.on('uninstalled', async ({ slack, client, messages, entities, installation }) => {
    expect(installation.state).toBe('missing');
    expect(client).toBe(slack);
    await slack.chat.postMessage({ channel: 'C1', text: 'x' });
    await messages.get('k');
    await entities.getUser('U1');
  });
  const stream = await harness.connect();
  const context = { installation: { state: 'missing' } };
  stream.deliver(aChange({ type: 'uninstalled', ...ids }, { context }));
  expect(await stream.requests.take()).toHaveProperty('ack.id');
  for (let taken = 0; taken < 3; taken++) {
    const { metadata } = await harness.sidecar.calls.take();
    const sent = Object.entries(metadata).filter(([name]) => name.startsWith('havoc-'));
    expect(Object.fromEntries(sent)).toEqual(headers);
  }
});

test('middleware runs, and is the only one with functions that answer Slack', async () => {
  const got: unknown[] = [];
  harness.havoc.use(async ({ event, body, context, say, respond, reply, ack, next }) => {
    got.push(event?.type, body, context.teamId, await ack(), await reply());
    const failures = [say('x'), respond('x')].map((call) => call.catch(({ code }) => code));
    got.push(...(await Promise.all(failures)));
    await next();
  });
  harness.havoc.on('uninstalled', async ({ event, delivery }) => void got.push(event.type, delivery.attempt));
  const stream = await harness.connect();
  stream.deliver(aChange({ type: 'uninstalled' }, { context: { team: { id: 'T1' } } }));
  expect(await stream.requests.take()).toHaveProperty('ack.id');
  expect(got).toEqual([
    'uninstalled',
    { ...WHERE, type: 'uninstalled' },
    'T1',
    true,
    true,
    'client.no_channel',
    'client.no_response_url',
    'uninstalled',
    1,
  ]);
});

test('a listener that throws gets the event again', async () => {
  harness.havoc.on('token_failed', () => Promise.reject(new Error('no database')));
  const stream = await harness.connect();
  const { id } = aChange({ type: 'token_failed' });
  stream.deliver(aChange({ type: 'token_failed' }, { id }));
  expect(await stream.requests.take()).toMatchObject({ nak: { id, error: 'Error: no database' } });
});

test.each([
  ['instaled', /Use one of installed, uninstalled, tokens_revoked, scopes_changed, token_failed\.$/],
  ['app_uninstalled', /token_failed, or write event\('app_uninstalled', …\) for Slack's event\.$/],
  ['toString', /Use one of installed/],
])('refuses a listener for %s', (name, told) => {
  const listen = () => Reflect.apply(harness.havoc.on, harness.havoc, [name, async () => {}]);
  expect(listen).toThrow(
    expect.objectContaining({ code: 'client.bad_listener', message: expect.stringMatching(told) }),
  );
});
