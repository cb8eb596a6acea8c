import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { createStage, grantOf, NOW, newsOf, type Stage } from './stage.js';

let opened: OpenTestDatabase;
let stage: Stage;
beforeEach(async () => {
  opened = await openTestDatabase();
  stage = createStage(opened.database);
});
afterEach(async () => {
  await stage.installations.stop();
  await opened.close();
});

const later = (ms: number) => new Date(NOW.getTime() + ms);
const user = { user_id: 'U1', scopes: ['search:read'], access_token: 'xoxp-1' };

test('an installation is stored completely, with an event that has its context and webhook', async () => {
  await stage.installations.install(
    grantOf({
      enterprise_id: 'E1',
      enterprise_name: 'Org',
      context: '{"customer":42}',
      users: [user],
      webhook: { url: 'https://hooks.slack.com/services/T1/B1/x', channel: '#general', channel_id: 'C1' },
    }),
  );
  const token = { granted_at: NOW, expires_at: undefined, refusal: undefined, refused_at: undefined };
  expect(await stage.installations.get({ team_id: 'T1' })).toEqual({
    tenant: 'T1',
    team_id: 'T1',
    team_name: 'Acme',
    enterprise_id: 'E1',
    enterprise_name: 'Org',
    is_enterprise_install: false,
    app_id: 'A1',
    bot_id: 'B1',
    bot_user_id: 'UBOT',
    state: 'active',
    installed_by: 'U1',
    installed_at: NOW,
    source: 'oauth',
    context: '{"customer":42}',
    webhook: { channel: '#general', channel_id: 'C1', configuration_url: undefined },
    ended_at: undefined,
    end_reason: undefined,
    tokens: [
      { user_id: undefined, scopes: ['chat:write', 'commands'], ...token },
      { user_id: 'U1', scopes: ['search:read'], ...token },
    ],
    team_ids: [],
  });
  expect(await newsOf(opened.database)).toEqual([
    {
      type: 'installed',
      team_id: 'T1',
      team_name: 'Acme',
      enterprise_id: 'E1',
      enterprise_name: 'Org',
      is_enterprise_install: false,
      app_id: 'A1',
      bot_user_id: 'UBOT',
      user_id: 'U1',
      scopes: ['chat:write', 'commands'],
      user_scopes: ['search:read'],
      context_json: '{"customer":42}',
      incoming_webhook: { channel: '#general', channel_id: 'C1' },
      at: NOW.toISOString(),
    },
  ]);
});

test('an org-wide installation belongs to its organisation', async () => {
  await stage.installations.install(
    grantOf({ team_id: undefined, enterprise_id: 'E1', is_enterprise_install: true }),
  );
  expect(await stage.installations.get({ enterprise_id: 'E1' })).toMatchObject({
    tenant: 'E1',
    team_id: undefined,
    is_enterprise_install: true,
  });
});

test.each([
  ['an org-wide installation', { is_enterprise_install: true }],
  ['an installation in a workspace', { team_id: undefined, enterprise_id: 'E1' }],
])('%s without its id is refused', async (_, changes) => {
  await expect(stage.installations.install(grantOf(changes))).rejects.toMatchObject({
    code: 'installations.no_tenant',
  });
});

test('another installation replaces the token, and the app is told which scopes changed', async () => {
  await stage.installations.install(grantOf());
  await stage.installations.install(
    grantOf({
      granted_at: later(1_000),
      installed_by: 'U2',
      bot: { scopes: ['chat:write', 'users:read'], access_token: 'xoxb-2' },
    }),
  );
  expect((await stage.installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-2');
  expect((await newsOf(opened.database)).slice(1)).toMatchObject([
    { type: 'installed', user_id: 'U2' },
    {
      type: 'scopes_changed',
      bot: true,
      scopes: ['chat:write', 'users:read'],
      previous_scopes: ['chat:write', 'commands'],
    },
  ]);
});

test('the same scopes in another order are no change', async () => {
  await stage.installations.install(grantOf());
  await stage.installations.install(
    grantOf({ granted_at: later(1), bot: { scopes: ['commands', 'chat:write'], access_token: 'xoxb-2' } }),
  );
  expect((await newsOf(opened.database)).map(({ type }) => type)).toEqual(['installed', 'installed']);
});

test('a user who grants scopes of their own leaves the bot and its installer as they are', async () => {
  await stage.installations.install(grantOf());
  await stage.installations.install(
    grantOf({
      bot: undefined,
      bot_id: undefined,
      bot_user_id: undefined,
      installed_by: 'U9',
      granted_at: later(1),
      users: [{ user_id: 'U9', scopes: ['search:read'], access_token: 'xoxp-9' }],
    }),
  );
  const stored = await stage.installations.get({ team_id: 'T1' });
  expect(stored).toMatchObject({ bot_id: 'B1', bot_user_id: 'UBOT', installed_by: 'U1', installed_at: NOW });
  expect((await stage.installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-1');
  expect((await stage.installations.findToken({ team_id: 'T1', user_id: 'U9' })).token).toBe('xoxp-9');
});

test('an import that is older than the stored installation changes nothing, and makes no event', async () => {
  await stage.installations.install(grantOf());
  const older = { source: 'import' as const, granted_at: later(-1_000) };
  await stage.installations.install(
    grantOf({ ...older, bot: { scopes: ['chat:write'], access_token: 'xoxb-0' } }),
  );
  expect((await stage.installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-1');
  expect(await newsOf(opened.database)).toHaveLength(1);
});

test('installing the app again revives an ended installation', async () => {
  await stage.installations.install(grantOf());
  await stage.installations.hear(
    {
      kind: 'event',
      name: 'app_uninstalled',
      body: { event_time: later(5_000).getTime() / 1_000, event: { type: 'app_uninstalled' } },
      whose: { team_id: 'T1', is_enterprise_install: false },
    },
    NOW,
  );
  await stage.installations.install(
    grantOf({ granted_at: later(60_000), bot: { scopes: [], access_token: 'xoxb-3' } }),
  );
  expect(await stage.installations.get({ team_id: 'T1' })).toMatchObject({ state: 'active' });
  expect((await stage.installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-3');
});

test('no token, refresh token or webhook URL is readable in the tables', async () => {
  await stage.installations.install(
    grantOf({
      bot: { scopes: [], access_token: 'xoxb-secret-1', refresh_token: 'xoxe-secret-2' },
      users: [{ ...user, access_token: 'xoxp-secret-3' }],
      webhook: { url: 'https://hooks.slack.com/services/secret-4' },
    }),
  );
  const { rows } = await opened.database.pool.query(
    `select (select string_agg(t::text || encode(secret, 'escape'), ' ') from havoc_internal.installation_token t)
      || (select string_agg(i::text || encode(webhook_secret, 'escape'), ' ') from havoc_internal.installation i)
      || (select string_agg(n::text, ' ') from havoc_internal.installation_news n) as everything`,
  );
  expect(rows[0].everything).toContain('UBOT');
  expect(rows[0].everything).not.toMatch(/secret-\d/);
});

test('two people who install the app at once both succeed, with an event for each', async () => {
  const other = createStage(opened.database, { vault: stage.vault });
  const user = (user_id: string) => ({ user_id, scopes: ['search:read'], access_token: `xoxp-${user_id}` });
  await Promise.all(
    [stage, other].flatMap(({ installations }, replica) =>
      [1, 2, 3].map((n) => installations.install(grantOf({ users: [user(`U${replica}${n}`)] }))),
    ),
  );
  const stored = await stage.installations.get({ team_id: 'T1' });
  expect(stored?.tokens).toHaveLength(7);
  expect((await newsOf(opened.database)).map(({ type }) => type)).toEqual(Array(6).fill('installed'));
  await other.installations.stop();
});
