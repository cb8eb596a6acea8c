import { createLogger } from '../../src/log/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { createLoneFleet } from '../support/lone-fleet.js';
import { until } from '../support/until.js';
import { createStage, grantOf, makeVault, NOW, newsOf, ok, refused, type Stage } from './stage.js';

const IDENTITY = { team_id: 'T7', team: 'Seven', user_id: 'U7', bot_id: 'B7' };
const vault = makeVault();
let opened: OpenTestDatabase;
let stages: Stage[] = [];
beforeAll(async () => {
  opened = await openTestDatabase();
  const { installations } = stageOf();
  const bot = (name: string) => ({ scopes: ['chat:write'], access_token: `xoxb-${name}` });
  await installations.install(grantOf({ bot: bot('T1') }));
  await installations.install(grantOf({ team_id: 'T2', enterprise_id: 'E1', bot: bot('T2') }));
  await installations.install(
    grantOf({ team_id: undefined, enterprise_id: 'E1', is_enterprise_install: true, bot: bot('E1') }),
  );
  await installations.install(
    grantOf({
      team_id: 'T3',
      bot: undefined,
      users: [{ user_id: 'U3', scopes: ['search:read'], access_token: 'xoxp-U3' }],
    }),
  );
  await installations.install(grantOf({ team_id: 'T4', bot: bot('T4') }));
  const event = (name: string, body: object) => ({
    kind: 'event',
    name,
    body: { event: { type: name, ...body }, event_time: NOW.getTime() / 1_000 + 10 },
  });
  await installations.hear(
    { ...event('app_uninstalled', {}), whose: { team_id: 'T4', is_enterprise_install: false } },
    NOW,
  );
  await installations.hear(
    {
      ...event('team_access_granted', { team_ids: ['T5'] }),
      whose: { enterprise_id: 'E1', is_enterprise_install: true },
    },
    NOW,
  );
});
afterEach(async () => {
  await Promise.all(stages.map(({ installations }) => installations.stop()));
  stages = [];
});
afterAll(() => opened.close());

function stageOf(options: Parameters<typeof createStage>[1] = {}): Stage {
  const stage = createStage(opened.database, { vault, ...options });
  stages.push(stage);
  return stage;
}

test.each([
  ['a workspace', { team_id: 'T1' }, 'xoxb-T1', { team_id: 'T1' }],
  ['a workspace of an organisation', { team_id: 'T2' }, 'xoxb-T2', { team_id: 'T2', enterprise_id: 'E1' }],
  [
    'a workspace and its organisation, where both have the app',
    { team_id: 'T2', enterprise_id: 'E1' },
    'xoxb-T2',
    { team_id: 'T2' },
  ],
  [
    'both, for the organisation',
    { team_id: 'T2', enterprise_id: 'E1', is_enterprise_install: true },
    'xoxb-E1',
    { team_id: 'T2', is_enterprise_install: true },
  ],
  ['an organisation', { enterprise_id: 'E1' }, 'xoxb-E1', { team_id: undefined, enterprise_id: 'E1' }],
  [
    'a workspace that only its organisation has the app for',
    { team_id: 'T9', enterprise_id: 'E1' },
    'xoxb-E1',
    { team_id: 'T9', enterprise_id: 'E1', is_enterprise_install: true },
  ],
  [
    'such a workspace without its organisation, after access was granted',
    { team_id: 'T5' },
    'xoxb-E1',
    { team_id: 'T5', is_enterprise_install: true },
  ],
  ['a user', { team_id: 'T3', user_id: 'U3' }, 'xoxp-U3', { team_id: 'T3' }],
  ['the bot under its user id', { team_id: 'T1', user_id: 'UBOT' }, 'xoxb-T1', { team_id: 'T1' }],
])('finds the token of %s', async (_, target, token, installation) => {
  const { installations } = stageOf();
  expect(await installations.findToken(target)).toMatchObject({ token, installation });
});

test.each([
  [
    'an unknown workspace',
    { team_id: 'T99' },
    'installations.not_found',
    'not installed in T99.*E1, T1, T2, T3',
  ],
  ['an unknown organisation', { enterprise_id: 'E9' }, 'installations.not_found', 'E9'],
  ['no workspace', {}, 'installations.ambiguous', 'havoc-team'],
  ['a workspace that removed the app', { team_id: 'T4' }, 'installations.ended', 'app_uninstalled'],
  ['a workspace without a bot', { team_id: 'T3' }, 'installations.no_bot_token', 'havoc-user'],
  ['a user without a token', { team_id: 'T1', user_id: 'U9' }, 'installations.no_user_token', 'U9 in T1'],
])('refuses %s, and says what there is', async (_, target, code, text) => {
  const { installations } = stageOf();
  const [found] = await Promise.allSettled([installations.findToken(target)]);
  expect(found).toMatchObject({ status: 'rejected', reason: { code } });
  expect((found as PromiseRejectedResult).reason.message).toMatch(new RegExp(text));
});

test('SLACK_BOT_TOKEN works beside the tokens of OAuth', async () => {
  const { installations, answers } = stageOf({ token: 'xoxb-T7' });
  answers.push(ok(IDENTITY), ok({ bot: { app_id: 'A1' } }));
  expect(await installations.findToken({ team_id: 'T7' })).toMatchObject({
    token: 'xoxb-T7',
    installation: { team_id: 'T7', app_id: 'A1', bot_user_id: 'U7', state: 'active' },
    identity: expect.objectContaining(IDENTITY),
  });
  expect((await installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-T1');
  await expect(installations.findToken({ team_id: 'T99' })).rejects.toThrow('T7');
});

test('a token that is in memory needs no database', async () => {
  let isDown = false;
  const { prisma } = opened.database;
  const fragile = new Proxy(prisma, {
    get(target, name) {
      if (isDown) throw new Error('The database was asked.');
      return Reflect.get(target, name);
    },
  });
  const { installations } = createStage({ ...opened.database, prisma: fragile }, { vault });
  await installations.findToken({ team_id: 'T1' });
  isDown = true;
  expect((await installations.findToken({ team_id: 'T1' })).token).toBe('xoxb-T1');
  isDown = false;
  await installations.stop();
});

test('a refused SLACK_BOT_TOKEN is still used, because Slack says what is wrong with it', async () => {
  const { installations, answers } = stageOf({
    token: 'xoxb-bad',
    log: createLogger({ level: 'silent' }),
  });
  answers.push(refused('invalid_auth'));
  expect(await installations.findToken({ team_id: 'T99' })).toEqual({
    token: 'xoxb-bad',
    installation: { team_id: 'T99', enterprise_id: undefined },
  });
});

test("SLACK_BOT_TOKEN is used where OAuth's bot token was revoked, and its refusal makes one token_failed in the fleet", async () => {
  const bot = { scopes: [], access_token: 'xoxb-T8' };
  const users = [{ user_id: 'U8', scopes: [], access_token: 'xoxp-U8' }];
  const first = stageOf({ token: 'xoxb-env' });
  await first.installations.install(grantOf({ team_id: 'T8', bot_user_id: 'UBOT8', bot, users }));
  await first.installations.hear(
    {
      kind: 'event',
      name: 'tokens_revoked',
      body: {
        event: { type: 'tokens_revoked', tokens: { bot: ['UBOT8'] } },
        event_time: NOW.getTime() / 1_000 + 10,
      },
      whose: { team_id: 'T8', is_enterprise_install: false },
    },
    NOW,
  );
  first.answers.push(ok({ team_id: 'T8', user_id: 'UBOT8', bot_id: 'B8' }), ok());
  const found = await first.installations.findToken({ team_id: 'T8' });
  expect(found.token).toBe('xoxb-env');
  const second = stageOf({ token: 'xoxb-env' });
  second.answers.push(ok({ team_id: 'T8', user_id: 'UBOT8', bot_id: 'B8' }), ok());
  for (const { installations } of [first, second]) {
    const again = await installations.findToken({ team_id: 'T8' });
    await installations.report(again, { method: 'chat.postMessage', answer: refused('invalid_auth') });
  }
  const told = (await newsOf(opened.database)).filter(
    ({ team_id, type }) => team_id === 'T8' && type === 'token_failed',
  );
  expect(told).toHaveLength(1);
  expect(await second.installations.get({ team_id: 'T8' })).toMatchObject({ state: 'refused' });
});

test('the installation of a SLACK_BOT_TOKEN in use is stored again after a purge', async () => {
  const listeners: ((payload: object | undefined) => void)[] = [];
  const fleet = {
    ...createLoneFleet(),
    on: (_: string, tell: (typeof listeners)[number]) => void listeners.push(tell),
  };
  const { installations, answers } = stageOf({ token: 'xoxb-T11', fleet });
  answers.push(ok({ team_id: 'T11', user_id: 'U11', bot_id: 'B11' }), ok());
  await installations.findToken({ team_id: 'T11' });
  const isStored = async () => (await installations.get({ team_id: 'T11' })) !== undefined;
  await until(isStored);
  await opened.database.prisma.installation.delete({ where: { tenant: 'T11' } });
  for (const tell of listeners) tell({ tenant: 'T11' });
  await until(isStored);
  expect(await installations.find({ team_id: 'T11', is_enterprise_install: false })).toMatchObject({
    state: 'active',
    bot_user_id: 'U11',
  });
});
