import { HavocError } from '../../src/base/index.js';
import { createLogger } from '../../src/log/index.js';
import type { SlackRequest } from '../../src/slack/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { createStage, grantOf, HOUR_MS, makeVault, NOW, newsOf, ok, refused } from './stage.js';

let opened: OpenTestDatabase;
beforeEach(async () => {
  opened = await openTestDatabase();
});
afterEach(() => opened.close());

const EXPIRED = new Date(NOW.getTime() - 1);
const rotating = (expires_at = EXPIRED) =>
  grantOf({
    bot: { scopes: ['chat:write'], access_token: 'xoxe.xoxb-old', refresh_token: 'xoxe-old', expires_at },
  });
const fresh = (n = 1) =>
  ok({
    access_token: `xoxe.xoxb-new-${n}`,
    refresh_token: `xoxe-new-${n}`,
    expires_in: 43_200,
    scope: 'chat:write',
    token_type: 'bot',
  });

test('an expired token is replaced before it is used, with the credentials of the app', async () => {
  const { installations, answers, requests } = createStage(opened.database);
  await installations.install(rotating());
  answers.push(fresh());
  const found = await installations.findToken({ team_id: 'T1' });
  expect(found.token).toBe('xoxe.xoxb-new-1');
  expect(requests).toEqual([
    expect.objectContaining({
      method: 'oauth.v2.access',
      args: {
        client_id: '1.1',
        client_secret: 'client-secret',
        grant_type: 'refresh_token',
        refresh_token: 'xoxe-old',
      },
    }),
  ]);
  const stored = await installations.get({ team_id: 'T1' });
  expect(stored?.tokens[0]?.expires_at).toEqual(new Date(NOW.getTime() + 12 * HOUR_MS));
  await installations.stop();
});

test('of 20 replicas that need the same token at once, one refreshes, and all get the new token', async () => {
  const vault = makeVault();
  const requests: SlackRequest[] = [];
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const call = async (request: SlackRequest) => {
    requests.push(request);
    await answered;
    return fresh(requests.length);
  };
  const replicas = Array.from({ length: 20 }, () =>
    createStage(opened.database, { vault, callForTokens: call }),
  );
  await replicas[0]?.installations.install(rotating());
  const asked = replicas.map(({ installations }) => installations.findToken({ team_id: 'T1' }));
  await until(() => requests.length > 0);
  answer();
  const tokens = (await Promise.all(asked)).map(({ token }) => token);
  expect(new Set(tokens)).toEqual(new Set(['xoxe.xoxb-new-1']));
  expect(requests).toHaveLength(1);
  await Promise.all(replicas.map(({ installations }) => installations.stop()));
});

test('a refused refresh token marks the token, makes one token_failed with the install link, and fails calls', async () => {
  const { installations, answers } = createStage(opened.database);
  await installations.install(rotating());
  answers.push(refused('invalid_refresh_token'));
  for (const _ of [1, 2])
    await expect(installations.findToken({ team_id: 'T1' })).rejects.toMatchObject({
      code: 'installations.token_lost',
    });
  expect((await newsOf(opened.database)).slice(1)).toEqual([
    expect.objectContaining({
      type: 'token_failed',
      team_id: 'T1',
      bot: true,
      reason: 'refresh_lost',
      install_url: 'https://example.com/slack/install?team=T1',
    }),
  ]);
  expect(await installations.summarize()).toMatchObject({
    active: 0,
    refused: 1,
    refusals: [{ tenant: 'T1', error: 'refresh_lost' }],
  });
  await installations.stop();
});

test('the mark of a lost token stays while Slack still accepts the old one', async () => {
  const { installations, answers } = createStage(opened.database);
  await installations.install(rotating(new Date(NOW.getTime() + 30_000)));
  answers.push(refused('invalid_refresh_token'));
  const found = await installations.findToken({ team_id: 'T1' });
  await installations.report(found, { method: 'chat.postMessage', answer: ok() });
  answers.push(refused('invalid_refresh_token'));
  const again = await installations.findToken({ team_id: 'T1' });
  await installations.report(again, { method: 'chat.postMessage', answer: ok() });
  expect(await installations.get({ team_id: 'T1' })).toMatchObject({ state: 'refused' });
  expect((await newsOf(opened.database)).map(({ type }) => type)).toEqual(['installed', 'token_failed']);
  await installations.stop();
});

test('an installation whose token is lost can be removed here', async () => {
  const { installations, answers } = createStage(opened.database);
  await installations.install(rotating());
  answers.push(refused('invalid_refresh_token'));
  await installations.revoke({ team_id: 'T1' });
  expect(await installations.get({ team_id: 'T1' })).toMatchObject({ state: 'ended', end_reason: 'revoked' });
  await installations.stop();
});

test('a new installation replaces a lost token', async () => {
  const { installations, answers } = createStage(opened.database);
  await installations.install(rotating());
  answers.push(refused('invalid_refresh_token'));
  await expect(installations.findToken({ team_id: 'T1' })).rejects.toThrow(HavocError);
  await installations.install(grantOf({ granted_at: new Date(NOW.getTime() + 1) }));
  expect((await installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-1');
  await installations.stop();
});

test('while Slack does not answer, a token that is still valid is used, and an expired one fails', async () => {
  const { installations, answers } = createStage(opened.database, { pauseMs: 0 });
  const down = new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });
  await installations.install(rotating(new Date(NOW.getTime() + 30_000)));
  answers.push(down);
  expect((await installations.findToken({ team_id: 'T1' })).token).toBe('xoxe.xoxb-old');
  await installations.install({ ...rotating(), granted_at: new Date(NOW.getTime() + 1) });
  answers.push(down, fresh());
  await expect(installations.findToken({ team_id: 'T1' })).rejects.toMatchObject({
    code: 'installations.refresh_failed',
  });
  expect((await installations.findToken({ team_id: 'T1' })).token).toBe('xoxe.xoxb-new-1');
  await installations.stop();
});

test('a new token that the database does not take at first is stored by a later try', async () => {
  const { database } = opened;
  let failures = 3;
  const flaky = {
    ...database,
    transaction: ((body) => {
      if (failures-- > 0) throw new Error('the database is away');
      return database.transaction(body);
    }) as typeof database.transaction,
  };
  const vault = makeVault();
  const { installations } = createStage(database, { vault });
  await installations.install(rotating());
  const other = createStage(flaky, { vault, log: createLogger({ level: 'silent' }) });
  other.answers.push(fresh());
  expect((await other.installations.findToken({ team_id: 'T1' })).token).toBe('xoxe.xoxb-new-1');
  expect(failures).toBeLessThan(0);
  await Promise.all([installations.stop(), other.installations.stop()]);
});

test('a call that Slack answers with token_expired is repeated with a new token', async () => {
  const { installations, answers } = createStage(opened.database);
  await installations.install(rotating(new Date(NOW.getTime() + HOUR_MS)));
  const found = await installations.findToken({ team_id: 'T1' });
  expect(found.token).toBe('xoxe.xoxb-old');
  answers.push(fresh());
  const again = await installations.report(found, {
    method: 'chat.postMessage',
    answer: refused('token_expired'),
  });
  expect(again?.token).toBe('xoxe.xoxb-new-1');
  await installations.stop();
});

test('a stop waits for a refresh that Slack has not answered yet, and stores the new token', async () => {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let calls = 0;
  const { installations, vault } = createStage(opened.database, {
    async callForTokens() {
      calls++;
      await answered;
      return fresh();
    },
  });
  await installations.install(rotating());
  const asked = installations.findToken({ team_id: 'T1' });
  await until(() => calls === 1);
  const stopped = installations.stop();
  answer();
  await stopped;
  expect((await asked).token).toBe('xoxe.xoxb-new-1');
  const next = createStage(opened.database, { vault });
  expect((await next.installations.findToken({ team_id: 'T1' })).token).toBe('xoxe.xoxb-new-1');
  expect(next.requests).toEqual([]);
  await next.installations.stop();
});

test('a token that expires without a refresh token is marked once, and calls are told what to do', async () => {
  const { installations, requests } = createStage(opened.database);
  await installations.install(
    grantOf({ bot: { scopes: [], access_token: 'xoxe.xoxb-old', expires_at: EXPIRED } }),
  );
  for (const _ of [1, 2])
    await expect(installations.findToken({ team_id: 'T1' })).rejects.toMatchObject({
      code: 'installations.token_lost',
    });
  expect(requests).toEqual([]);
  expect((await newsOf(opened.database)).slice(1)).toEqual([
    expect.objectContaining({ type: 'token_failed', reason: 'no_refresh_token' }),
  ]);
  await installations.stop();
});

test('a refused refresh takes the token that was stored meanwhile, and nothing counts as lost', async () => {
  const outcomes: string[] = [];
  const vault = makeVault();
  const other = createStage(opened.database, { vault });
  const { installations } = createStage(opened.database, {
    vault,
    onRefreshed: (outcome) => outcomes.push(outcome),
    async callForTokens() {
      await other.installations.install({ ...grantOf(), granted_at: new Date(NOW.getTime() + 1) });
      return refused('invalid_refresh_token');
    },
  });
  await installations.install(rotating());
  expect((await installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-1');
  expect(outcomes).toEqual([]);
  await Promise.all([installations.stop(), other.installations.stop()]);
});

test('the app is told when a refresh changes the scopes of a token', async () => {
  const { installations, answers } = createStage(opened.database);
  await installations.install(rotating());
  const { body } = fresh();
  answers.push(ok({ ...body, scope: 'chat:write,users:read' }));
  await installations.findToken({ team_id: 'T1' });
  expect((await newsOf(opened.database)).at(-1)).toMatchObject({
    type: 'scopes_changed',
    bot: true,
    scopes: ['chat:write', 'users:read'],
    previous_scopes: ['chat:write'],
  });
  await installations.stop();
});

test('the replica that finds a token lost shows it at once', async () => {
  const { installations, answers } = createStage(opened.database);
  const whose = { team_id: 'T1', is_enterprise_install: false };
  await installations.install(rotating());
  expect(await installations.find(whose)).toMatchObject({ state: 'active' });
  answers.push(refused('invalid_refresh_token'));
  await expect(installations.findToken({ team_id: 'T1' })).rejects.toThrow(HavocError);
  expect(await installations.find(whose)).toMatchObject({ state: 'refused' });
  await installations.stop();
});
