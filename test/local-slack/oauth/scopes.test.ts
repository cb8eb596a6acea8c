import { METHOD_SCOPES } from '../../../src/gen/method-scopes.js';
import { coverage, type LocalSlack, type SeedApp } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { describeScope } from '../../../src/local-slack/oauth/scope-descriptions.js';
import { EVENT_SCOPES } from '../../../src/slack/index.js';
import { callWith, eventsOf, startOauthSlack } from '../support/oauth.js';

let local: LocalSlack;

async function start(app: Partial<SeedApp> = {}): Promise<void> {
  local = await startOauthSlack(app);
}
afterEach(() => local?.close());

/** The answer to a call with the bot's or Ana's token, which has these scopes. */
async function callAs(
  kind: 'bot' | 'user',
  scopes: string[],
  method: string,
  args: Record<string, string> = {},
): Promise<Json> {
  const { botToken, userToken } = await local.app('Poll').install({ scopes: { [kind]: scopes } });
  return callWith(local, kind === 'bot' ? botToken : userToken, method, args);
}

test.each([
  [
    'without chat:write.public, a bot posts only where it is a member',
    ['chat:write'],
    'general',
    'not_in_channel',
  ],
  ['with it, a bot posts in every public channel', ['chat:write', 'chat:write.public'], 'general', undefined],
  [
    'with it, a bot does not see private channels',
    ['chat:write', 'chat:write.public'],
    'secret',
    'channel_not_found',
  ],
])('%s', async (_, scopes, name, error) => {
  await start();
  const channel = local.workspace('lighthouse').channel(name).id;
  const answer = await callAs('bot', scopes, 'chat.postMessage', { channel, text: 'Hi' });
  expect(answer.error).toBe(error);
});

const answered = Object.entries(coverage).flatMap(([family, { answered: names }]) =>
  names.map((name) => `${family}.${name}`),
);
const guarded = answered.filter((method) => {
  const needed = METHOD_SCOPES[method];
  return needed && !needed.app;
});

describe('a token without the scope', () => {
  let other: LocalSlack;
  let tokens: { botToken?: string; userToken?: string };

  beforeAll(async () => {
    other = await startOauthSlack();
    // None of the methods needs this scope.
    const scopes = { bot: ['emoji:read'], user: ['emoji:read'] };
    tokens = await other.app('Poll').install({ scopes });
  });
  afterAll(() => other.close());

  test.each(guarded)('is refused by %s', async (method) => {
    const { bot, user } = METHOD_SCOPES[method] ?? {};
    const answers = [
      await callWith(other, tokens.botToken, method),
      await callWith(other, tokens.userToken, method),
    ];
    expect(answers.map(({ error, provided }) => [error, provided])).toEqual(
      [bot, user].map((needed) =>
        needed ? ['missing_scope', 'emoji:read'] : ['not_allowed_token_type', undefined],
      ),
    );
  });

  test('is answered by methods that need none', async () => {
    expect(await callWith(other, tokens.botToken, 'auth.test')).toMatchObject({ ok: true });
    const { error } = await callWith(other, tokens.botToken, 'views.open');
    expect(error).toBe('invalid_arguments');
  });
});

test('the refusal names what is needed and what the token has', async () => {
  await start();
  expect(await callAs('bot', ['users:read', 'team:read'], 'chat.postMessage', { channel: 'C1' })).toEqual({
    ok: false,
    error: 'missing_scope',
    needed: 'chat:write',
    provided: 'users:read,team:read',
  });
});

describe('the scope depends on the conversation', () => {
  const places: Record<string, () => Promise<string>> = {
    public: async () => local.channel('general').id,
    private: async () => local.channel('secret').id,
    im: () => local.as('ana').openDm('ben'),
    mpim: () => local.as('ana').openDm('ben', 'poll'),
  };

  test.each([
    ['conversations.history', 'public', 'channels:history'],
    ['conversations.history', 'private', 'groups:history'],
    ['conversations.history', 'im', 'im:history'],
    ['conversations.info', 'public', 'channels:read'],
    ['conversations.info', 'private', 'groups:read'],
    ['conversations.info', 'im', 'im:read'],
    ['conversations.members', 'private', 'groups:read'],
    ['conversations.archive', 'public', 'channels:write'],
    ['conversations.archive', 'private', 'groups:write'],
    ['conversations.mark', 'im', 'im:write'],
  ])('%s of a conversation that is %s needs %s', async (method, place, scope) => {
    await start();
    const args = { channel: (await places[place]?.()) ?? '' };
    const all = ['channels', 'groups', 'im', 'mpim'].map((type) => `${type}:${scope.split(':')[1]}`);
    const others = all.filter((one) => one !== scope);
    expect(await callAs('user', others, method, args)).toMatchObject({
      error: 'missing_scope',
      needed: scope,
    });
    const { error } = await callAs('user', [scope], method, args);
    expect(error).not.toBe('missing_scope');
  });

  test('one of several scopes for the same type is enough', async () => {
    await start();
    const channel = local.channel('general').id;
    const args = { channel, topic: 'News' };
    expect(await callAs('user', ['groups:write'], 'conversations.setTopic', args)).toMatchObject({
      error: 'missing_scope',
      needed: 'channels:write,channels:write.topic',
    });
    expect(await callAs('user', ['channels:write.topic'], 'conversations.setTopic', args)).toMatchObject({
      ok: true,
    });
  });

  test.each<[string, Record<string, string>, string, string]>([
    ['conversations.list', {}, 'groups:read', 'channels:read'],
    ['conversations.list', { types: 'public_channel,im' }, 'channels:read', 'im:read'],
    ['users.conversations', { types: 'mpim' }, 'channels:read', 'mpim:read'],
    ['conversations.create', { name: 'a' }, 'groups:write', 'channels:manage'],
    ['conversations.create', { name: 'a', is_private: 'true' }, 'channels:manage', 'groups:write'],
    ['conversations.open', { users: 'U0LOCAL001' }, 'mpim:write', 'im:write'],
    ['conversations.open', { users: 'U0LOCAL001,U0LOCAL002' }, 'im:write', 'mpim:write'],
  ])('%s with %j and %s needs %s', async (method, args, has, needed) => {
    await start();
    expect(await callAs('bot', [has], method, args)).toEqual({
      ok: false,
      error: 'missing_scope',
      needed,
      provided: has,
    });
    expect(await callAs('bot', [has, needed], method, args)).toMatchObject({ ok: true });
  });
});

test('the headers name the scopes of the token and of the method', async () => {
  await start();
  const { botToken } = await local.app('Poll').install({ scopes: { bot: ['users:read', 'chat:write'] } });
  const headers = async (method: string, token = botToken) => {
    const response = await fetch(local.apiUrl + method, { headers: { authorization: `Bearer ${token}` } });
    return ['x-oauth-scopes', 'x-accepted-oauth-scopes'].map((name) => response.headers.get(name));
  };
  expect(await headers('users.list')).toEqual(['users:read,chat:write', 'users:read']);
  expect(await headers('conversations.history')).toEqual([
    'users:read,chat:write',
    'channels:history,groups:history,im:history,mpim:history',
  ]);
  expect(await headers('auth.test')).toEqual(['users:read,chat:write', '']);
  expect(await headers('auth.test', 'xoxb-unknown')).toEqual([null, null]);
});

describe('an app of the seed', () => {
  test('that declares no scopes has all of them', async () => {
    await start({ installed_in: ['lighthouse'] });
    expect(await callWith(local, local.botToken, 'users.list')).toMatchObject({ ok: true });
    expect(await callWith(local, local.userToken('ana'), 'users.list')).toMatchObject({ ok: true });
  });

  test('that declares scopes has these', async () => {
    await start({ installed_in: ['lighthouse'], scopes: { bot: ['team:read'], user: ['users:read'] } });
    expect(await callWith(local, local.botToken, 'users.list')).toMatchObject({
      error: 'missing_scope',
      provided: 'team:read',
    });
    expect(await callWith(local, local.userToken('ana'), 'team.info')).toMatchObject({
      error: 'missing_scope',
      provided: 'users:read',
    });
  });
});

describe('events', () => {
  async function typesAfter(bot: string[]): Promise<unknown[]> {
    await start();
    await local.app('Poll').install({ scopes: { bot } });
    const ana = local.as('ana');
    await ana.invite('general', 'poll');
    await ana.invite('secret', 'poll');
    await ana.post('general', `<@${local.user('poll').id}> hi`);
    await ana.post('secret', 'psst');
    await ana.react(local.messages('secret').at(-1) as never, 'tada');
    return (await eventsOf(local)).map(({ event }) => {
      const { type, channel_type } = event as Json;
      return channel_type ? `${type} ${channel_type}` : type;
    });
  }

  test.each<[string[], string[]]>([
    [['app_mentions:read'], ['app_mention']],
    [['channels:history'], ['message channel', 'message channel']],
    [
      ['groups:history', 'reactions:read'],
      ['message group', 'message group', 'reaction_added'],
    ],
    [['channels:read'], ['member_joined_channel C']],
    [['groups:read'], ['member_joined_channel G']],
    [['commands'], []],
  ])('come for the scopes %j only', async (bot, types) => {
    expect(await typesAfter(bot)).toEqual(types);
  });
});

test('the table describes every scope of a method or event', () => {
  const ofMethods = Object.values(METHOD_SCOPES).flatMap((needed) => [
    ...(needed?.bot ?? []).map((scope) => ['bot', scope] as const),
    ...(needed?.user ?? []).map((scope) => ['user', scope] as const),
  ]);
  const ofEvents = Object.values(EVENT_SCOPES).flatMap((needed) =>
    needed === 'user' ? [] : needed.map((scope) => ['bot', scope] as const),
  );
  const missing = [...ofMethods, ...ofEvents].filter(([kind, scope]) => !describeScope(kind, scope));
  expect(missing).toEqual([]);
});
