import { errorOf } from './support/clients.js';
import { setUpWebApi } from './support/web-api.js';

const api = setUpWebApi();

describe('users, team and bots', () => {
  test('users are listed and looked up', async () => {
    const { members } = await api.bot.users.list({});
    expect(members?.map(({ name }) => name)).toEqual(['ana', 'ben', 'chika', 'dmitri', 'havoc']);
    const user = api.local.user('ana').id;
    expect((await api.bot.users.info({ user })).user).toMatchObject({
      real_name: 'Ana Ferreira',
      tz: 'Europe/Lisbon',
      profile: { display_name: 'ana', first_name: 'Ana', title: 'Product lead' },
    });
    expect(await api.bot.users.lookupByEmail({ email: 'ana@lighthouse.example' })).toMatchObject({
      user: { id: user },
    });
    expect(await api.bot.users.conversations({ user })).toMatchObject({
      channels: [{ name: 'general' }, {}, {}],
    });
    expect(await api.bot.users.getPresence({ user: api.local.user('dmitri').id })).toMatchObject({
      presence: 'away',
    });
  });

  test('a person changes and reads their profile, presence and identity', async () => {
    await api.ana.users.profile.set({ profile: { status_text: 'Lunch', status_emoji: ':pizza:' } });
    expect((await api.bot.users.profile.get({ user: api.local.user('ana').id })).profile).toMatchObject({
      status_text: 'Lunch',
    });
    await api.ana.users.setPresence({ presence: 'away' });
    expect(await api.ana.users.getPresence({})).toMatchObject({ presence: 'away', manual_away: true });
    expect(await api.ana.users.identity({})).toMatchObject({
      user: { name: 'Ana Ferreira' },
      team: { id: api.local.team.id },
    });
  });

  test('the team and the bot are described', async () => {
    expect((await api.bot.team.info()).team).toMatchObject({ id: api.local.team.id, name: 'Lighthouse' });
    expect((await api.bot.bots.info({ bot: api.local.botId })).bot).toMatchObject({
      name: 'havoc',
      app_id: api.local.appId,
    });
  });

  test.each([
    ['users.info', { user: 'U404' }, 'user_not_found'],
    ['users.lookupByEmail', { email: 'x@y' }, 'users_not_found'],
    ['users.identity', {}, 'not_allowed_token_type'],
    ['users.profile.set', { profile: '{}' }, 'not_allowed_token_type'],
    ['users.setPresence', { presence: 'gone' }, 'invalid_arguments'],
    ['bots.info', { bot: 'B404' }, 'bot_not_found'],
    ['team.info', { team: 'T404' }, 'team_not_found'],
  ])('%s with %j fails with %s', async (method, args, error) => {
    expect(await errorOf(api.bot.apiCall(method, args))).toBe(error);
  });
});

describe('reactions', () => {
  test('are added, listed and removed', async () => {
    const { ts: timestamp = '' } = await api.local.as('ana').post('#general', 'nice');
    const item = { channel: api.general, timestamp, name: 'tada' };
    await api.bot.reactions.add(item);
    await api.ana.reactions.add(item);
    expect(await errorOf(api.bot.reactions.add(item))).toBe('already_reacted');
    expect((await api.bot.reactions.get(item)).message).toMatchObject({
      reactions: [{ name: 'tada', count: 2 }],
    });
    expect((await api.bot.reactions.list({})).items).toMatchObject([{ message: { text: 'nice' } }]);
    await api.bot.reactions.remove(item);
    expect(await errorOf(api.bot.reactions.remove(item))).toBe('no_reaction');
    expect(api.local.messages('#general')[0]?.message.reactions).toMatchObject([{ name: 'tada', count: 1 }]);
  });

  test.each([
    [{ name: 'tada' }, 'no_item_specified'],
    [{ channel: '#', timestamp: '1.1', name: 'tada' }, 'channel_not_found'],
  ])('reactions.add with %j fails with %s', async (args, error) => {
    expect(await errorOf(api.bot.apiCall('reactions.add', args))).toBe(error);
  });
});

describe('views', () => {
  const modal = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Hi' }, blocks: [] };

  test('an App Home keeps its id when it is published again', async () => {
    const user_id = api.local.user('ana').id;
    const first = await api.bot.views.publish({
      user_id,
      view: { type: 'home', blocks: [{ type: 'divider' }] },
    });
    const { id, hash } = first.view ?? {};
    expect(
      (await api.bot.views.publish({ user_id, hash, view: { type: 'home', blocks: [] } })).view?.id,
    ).toBe(id);
    expect(await errorOf(api.bot.views.publish({ user_id, hash, view: { type: 'home', blocks: [] } }))).toBe(
      'hash_conflict',
    );
  });

  test.each([
    ['views.open', { trigger_id: 'none', view: modal }, 'invalid_trigger_id'],
    ['views.open', { view: modal }, 'invalid_arguments'],
    ['views.open', { trigger_id: 'none', view: { ...modal, title: undefined } }, 'invalid_arguments'],
    ['views.open', { trigger_id: 'none', view: { type: 'home', blocks: [] } }, 'invalid_arguments'],
    ['views.update', { view_id: 'V404', view: modal }, 'not_found'],
    ['views.publish', { user_id: 'U404', view: { type: 'home', blocks: [] } }, 'user_not_found'],
  ])('%s with %j fails with %s', async (method, args, error) => {
    expect(await errorOf(api.bot.apiCall(method, args))).toBe(error);
  });

  test('a modal with an input needs a submit button', async () => {
    const element = { type: 'plain_text_input', action_id: 'a' };
    const blocks = [{ type: 'input', label: { type: 'plain_text', text: 'L' }, element }];
    const view = { ...modal, blocks };
    const failure = await api.bot
      .apiCall('views.open', { trigger_id: 'x', view })
      .catch((thrown) => thrown.data);
    expect(failure.response_metadata.messages.join()).toContain('`submit` is required');
  });
});
