import type { LocalSlack } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { callWith, startOauthSlack } from '../support/oauth.js';

const bot = ['chat:write', 'channels:read', 'channels:join', 'channels:manage', 'users:read', 'team:read'];

let local: LocalSlack;
let token: string | undefined;

beforeEach(async () => {
  local = await startOauthSlack();
  ({ botToken: token } = await local
    .app('Poll')
    .install({ enterprise: 'coast', scopes: { bot }, teams: ['lighthouse', 'harbour'] }));
});
afterEach(() => local.close());

const call = (method: string, args: Record<string, string> = {}) => callWith(local, token, method, args);
const namesIn = ({ channels = [] }: Json) => (channels as { name: string }[]).map(({ name }) => name);

test.each(['conversations.list', 'users.list', 'conversations.create', 'users.conversations', 'bots.info'])(
  '%s needs team_id',
  async (method) => {
    expect(await call(method, { name: 'new' })).toEqual({
      ok: false,
      error: 'missing_argument',
      response_metadata: { messages: ['[ERROR] missing required field: team_id'] },
    });
  },
);

test('team_id chooses the workspace', async () => {
  const { id } = local.workspace('harbour').team;
  await call('conversations.create', { name: 'tides', team_id: id });
  expect(namesIn(await call('conversations.list', { team_id: id }))).toEqual(['general', 'tides']);
  expect(namesIn(await call('conversations.list', { team_id: local.team.id }))).toEqual(['general']);
});

test('a workspace to which the app has no access is refused', async () => {
  const refused = { ok: false, error: 'team_access_not_granted' };
  await local.app('Poll').removeWorkspaces('coast', ['harbour']);
  for (const name of ['harbour', 'acme']) {
    const { id } = local.workspace(name).team;
    const channel = local.workspace(name).channel('general').id;
    expect(await call('users.list', { team_id: id })).toEqual(refused);
    expect(await call('conversations.info', { channel })).toEqual(refused);
  }
});

test('without any workspace, only methods about the token work', async () => {
  await local.app('Poll').removeWorkspaces('coast', ['lighthouse', 'harbour']);
  expect(await call('team.info')).toEqual({ ok: false, error: 'team_access_not_granted' });
  expect(await call('auth.teams.list')).toMatchObject({ ok: true, teams: [] });
  expect(await call('auth.test')).toMatchObject({ ok: true, user: 'poll', is_enterprise_install: true });
});

test('other methods find the workspace by what they name', async () => {
  const harbour = local.workspace('harbour');
  const channel = harbour.channel('general').id;
  expect(await call('conversations.join', { channel })).toMatchObject({ ok: true });
  expect(await call('chat.postMessage', { channel, text: 'Ahoy' })).toMatchObject({ ok: true });
  expect(harbour.messages('general').at(-1)).toMatchObject({ text: 'Ahoy' });
  const user = harbour.user('chika').id;
  expect(await call('users.info', { user })).toMatchObject({ user: { team_id: harbour.team.id } });
  expect(await call('chat.postMessage', { channel: user, text: 'psst' })).toMatchObject({ ok: true });
});

test('auth.teams.list has the workspaces, page by page', async () => {
  const first = await call('auth.teams.list', { limit: '1' });
  expect(first.teams).toEqual([{ id: 'T0LOCAL001', name: 'Lighthouse' }]);
  const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
  const second = await call('auth.teams.list', { limit: '1', cursor, include_icon: 'true' });
  expect(second).toMatchObject({
    teams: [{ id: 'T0LOCAL002', name: 'Harbour', icon: { image_34: expect.any(String) } }],
    response_metadata: { next_cursor: '' },
  });
});

test('a token of a workspace ignores team_id', async () => {
  const { botToken } = await local.app('Todo').install({ team: 'acme' });
  const { id } = local.workspace('harbour').team;
  expect(await callWith(local, botToken, 'team.info', { team_id: id })).toMatchObject({
    team: { id: local.workspace('acme').team.id },
  });
});

test('a seed can install an app org-wide', async () => {
  await local.close();
  local = await startOauthSlack({ installed_in: ['coast'] });
  expect(local.botToken).toBe('xoxb-local-bot');
  expect(local.app('Poll').installations()).toMatchObject([
    {
      enterprise: 'E0LOCAL001',
      is_enterprise_install: true,
      team_access_granted: ['T0LOCAL001', 'T0LOCAL002'],
    },
  ]);
  const { botUserId } = local.app('Poll').botIn('T0LOCAL002');
  expect([local.user('poll').id, local.workspace('harbour').user('poll').id]).toEqual([botUserId, botUserId]);
  expect(await callWith(local, local.userToken('ana'), 'auth.test')).toMatchObject({
    ok: true,
    team_id: 'T0LOCAL001',
  });
});
