import type { Havoc } from '../../src/client/index.js';
import { aMention } from './deliveries.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
  const { answers } = harness.sidecar;
  answers.set('auth.test', () => ({ ok: true }));
  answers.set('messages.get', () => ({ message: { key: 'k' } }));
  answers.set('entities.getUser', () => ({ user: { id: 'U1' } }));
});
afterEach(() => harness.end());

/** Takes the next call, and returns its headers for havoc. */
async function headers(): Promise<object> {
  const { metadata } = await harness.sidecar.calls.take();
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name.startsWith('havoc-')));
}

test.each<[string, (havoc: Havoc) => ReturnType<Havoc['forTeam']>, object]>([
  ['a workspace', (havoc) => havoc.forTeam('T1'), { 'havoc-team': 'T1' }],
  [
    'a user in a workspace',
    (havoc) => havoc.forTeam('T1', { asUser: 'U1' }),
    { 'havoc-team': 'T1', 'havoc-user': 'U1' },
  ],
  [
    'a workspace of an organisation',
    (havoc) => havoc.forTeam('T1', { enterprise: 'E1' }),
    { 'havoc-team': 'T1', 'havoc-enterprise': 'E1' },
  ],
  ['an organisation', (havoc) => havoc.forEnterprise('E1'), { 'havoc-enterprise': 'E1' }],
  [
    'a user in an organisation',
    (havoc) => havoc.forEnterprise('E1', { asUser: 'W1' }),
    { 'havoc-enterprise': 'E1', 'havoc-user': 'W1' },
  ],
])('slack, messages and entities act for %s', async (_case, choose, expected) => {
  const { slack, messages, entities } = choose(harness.havoc);
  await slack.auth.test();
  await messages.get('k');
  await entities.getUser('U1');
  expect([await headers(), await headers(), await headers()]).toEqual([expected, expected, expected]);
});

test.each<[string, () => unknown]>([
  ['forTeam with an empty id', () => harness.havoc.forTeam('')],
  ['forTeam with a variable that is not set', () => harness.havoc.forTeam(JSON.parse('{}').team)],
  ['forEnterprise with an empty id', () => harness.havoc.forEnterprise('')],
  ['forEnterprise with a number', () => harness.havoc.forEnterprise(JSON.parse('7'))],
])('%s throws, so that no call acts for another installation', (_case, choose) => {
  expect(choose).toThrow(
    expect.objectContaining({ code: 'client.bad_target', message: expect.stringContaining('012AB3CD') }),
  );
});

test.each<[string, (havoc: Havoc) => Promise<unknown>]>([
  ['an empty asUser', ({ slack }) => slack.auth.test({}, { asUser: '' })],
  ['an empty user', ({ slack }) => slack.for({ user: '' }).auth.test()],
  ['an empty team', ({ slack }) => slack.for({ team: '' }).auth.test()],
  ['an empty organisation', ({ slack }) => slack.for({ enterprise: '' }).auth.test()],
  [
    'an empty asUser of a walk',
    async ({ slack }) => {
      for await (const _user of slack.users.list.pages({}, { asUser: '' })) expect(_user).toBeUndefined();
    },
  ],
])('a call with %s is not sent', async (_case, call) => {
  await expect(call(harness.havoc)).rejects.toMatchObject({ code: 'client.bad_target' });
  expect(harness.sidecar.calls.rest()).toEqual([]);
});

test('asUser and refresh apply to one call, over the user of for()', async () => {
  const { slack } = harness.havoc;
  await slack.auth.test({}, { asUser: 'U1', refresh: true });
  await slack.for({ user: 'U2' }).auth.test({}, { asUser: 'U1' });
  await slack.for({ user: 'U2' }).auth.test({}, { refresh: false });
  expect([await headers(), await headers(), await headers()]).toEqual([
    { 'havoc-user': 'U1', 'havoc-refresh': 'true' },
    { 'havoc-user': 'U1' },
    { 'havoc-user': 'U2' },
  ]);
});

test('in a handler, asUser keeps the workspace', async () => {
  harness.havoc.event('app_mention', async ({ slack, user }) => slack.auth.test({}, { asUser: user.id }));
  const stream = await harness.connect();
  stream.deliver(aMention());
  await stream.requests.take();
  expect(await headers()).toEqual({ 'havoc-team': 'T1', 'havoc-user': 'U1' });
});
