import type { WebClient } from '@slack/web-api';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { clientOf, errorOf } from './support/clients.js';

let local: LocalSlack;
let bot: WebClient;
let ana: WebClient;
let general: string;

beforeEach(async () => {
  local = await startLocalSlack();
  bot = clientOf(local, local.botToken);
  ana = clientOf(local, local.userToken('ana'));
  general = local.channel('general').id;
});
afterEach(() => local.close());

describe('users, team and bots', () => {
  test('users are listed, looked up and shown', async () => {
    const { members } = await bot.users.list({});
    expect(members?.map(({ name }) => name)).toEqual(['ana', 'ben', 'chika', 'dmitri', 'havoc']);
    const user = local.user('ana').id;
    expect((await bot.users.info({ user })).user).toMatchObject({
      real_name: 'Ana Ferreira',
      tz: 'Europe/Lisbon',
      profile: { display_name: 'ana', first_name: 'Ana', title: 'Product lead' },
    });
    expect(await bot.users.lookupByEmail({ email: 'ana@lighthouse.example' })).toMatchObject({
      user: { id: user },
    });
    expect(await bot.users.conversations({ user })).toMatchObject({
      channels: [{ name: 'general' }, {}, {}],
    });
    expect(await bot.users.getPresence({ user: local.user('dmitri').id })).toMatchObject({
      presence: 'away',
    });
  });

  test('a person changes their profile and presence, and says who they are', async () => {
    await ana.users.profile.set({ profile: { status_text: 'Lunch', status_emoji: ':pizza:' } });
    expect((await bot.users.profile.get({ user: local.user('ana').id })).profile).toMatchObject({
      status_text: 'Lunch',
    });
    await ana.users.setPresence({ presence: 'away' });
    expect(await ana.users.getPresence({})).toMatchObject({ presence: 'away', manual_away: true });
    expect(await ana.users.identity({})).toMatchObject({
      user: { name: 'Ana Ferreira' },
      team: { id: local.team.id },
    });
  });

  test('team and bot', async () => {
    expect((await bot.team.info()).team).toMatchObject({ id: local.team.id, name: 'Lighthouse' });
    expect((await bot.bots.info({ bot: local.botId })).bot).toMatchObject({
      name: 'havoc',
      app_id: local.appId,
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
  ])('%s %j: %s', async (method, args, error) => {
    expect(await errorOf(bot.apiCall(method, args))).toBe(error);
  });
});

describe('reactions', () => {
  test('are added, listed and removed', async () => {
    const { ts: timestamp = '' } = await local.as('ana').post('#general', 'nice');
    const item = { channel: general, timestamp, name: 'tada' };
    await bot.reactions.add(item);
    await ana.reactions.add(item);
    expect(await errorOf(bot.reactions.add(item))).toBe('already_reacted');
    expect((await bot.reactions.get(item)).message).toMatchObject({
      reactions: [{ name: 'tada', count: 2 }],
    });
    expect((await bot.reactions.list({})).items).toMatchObject([{ message: { text: 'nice' } }]);
    await bot.reactions.remove(item);
    expect(await errorOf(bot.reactions.remove(item))).toBe('no_reaction');
    expect(local.messages('#general')[0]?.message.reactions).toMatchObject([{ name: 'tada', count: 1 }]);
  });

  test.each([
    [{ name: 'tada' }, 'no_item_specified'],
    [{ channel: '#', timestamp: '1.1', name: 'tada' }, 'channel_not_found'],
  ])('%j: %s', async (args, error) => {
    expect(await errorOf(bot.apiCall('reactions.add', args))).toBe(error);
  });
});

describe('views', () => {
  const modal = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Hi' }, blocks: [] };

  test('a home is published, and republished under the same id', async () => {
    const user_id = local.user('ana').id;
    const first = await bot.views.publish({ user_id, view: { type: 'home', blocks: [{ type: 'divider' }] } });
    const { id, hash } = first.view ?? {};
    expect((await bot.views.publish({ user_id, hash, view: { type: 'home', blocks: [] } })).view?.id).toBe(
      id,
    );
    expect(await errorOf(bot.views.publish({ user_id, hash, view: { type: 'home', blocks: [] } }))).toBe(
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
  ])('%s %j: %s', async (method, args, error) => {
    expect(await errorOf(bot.apiCall(method, args))).toBe(error);
  });

  test('a modal with an input needs a submit button', async () => {
    const element = { type: 'plain_text_input', action_id: 'a' };
    const blocks = [{ type: 'input', label: { type: 'plain_text', text: 'L' }, element }];
    const view = { ...modal, blocks };
    const failure = await bot.apiCall('views.open', { trigger_id: 'x', view }).catch((thrown) => thrown.data);
    expect(failure.response_metadata.messages.join()).toContain('`submit` is required');
  });
});
