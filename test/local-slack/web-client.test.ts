import { ErrorCode, WebClient } from '@slack/web-api';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { quiet } from './support/quiet.js';

let local: LocalSlack;
let bot: WebClient;
let ana: WebClient;
let general: string;

beforeEach(async () => {
  local = await startLocalSlack();
  bot = client(local.botToken);
  ana = client(local.userToken('ana'));
  general = local.channel('general').id;
});
afterEach(() => local.close());

function client(token: string | undefined): WebClient {
  return new WebClient(token, {
    slackApiUrl: local.apiUrl,
    logger: quiet,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Slack's word for what was wrong; undefined where nothing was. */
async function errorOf(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (thrown) => thrown.data?.error ?? thrown.code,
  );
}

describe('who calls', () => {
  test('a bot and a person are told who they are', async () => {
    expect(await bot.auth.test()).toMatchObject({
      ok: true,
      user: 'havoc',
      user_id: local.botUserId,
      bot_id: local.botId,
      team_id: local.team.id,
    });
    expect(await ana.auth.test()).toMatchObject({ user: 'ana', user_id: local.user('ana').id });
  });

  test.each([
    ['no token', undefined, 'not_authed'],
    ['a token of nobody', 'xoxb-wrong', 'invalid_auth'],
  ])('%s: %s', async (_what, token, error) => {
    expect(await errorOf(client(token).auth.test())).toBe(error);
  });

  test('somebody whose account is switched off is nobody', async () => {
    local.deactivate('ana');
    expect(await errorOf(ana.auth.test())).toBe('account_inactive');
  });

  test('api.test needs no token, and gives back what it got', async () => {
    expect(await client(undefined).api.test({ foo: 'bar' })).toMatchObject({
      ok: true,
      args: { foo: 'bar' },
    });
    expect(await errorOf(client(undefined).api.test({ error: 'my_error' }))).toBe('my_error');
  });

  test('an unknown method says so', async () => {
    expect(await errorOf(bot.apiCall('chat.shout'))).toBe('unknown_method');
  });

  test('JSON bodies and bearer tokens work as forms do', async () => {
    const response = await fetch(`${local.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${local.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: general, text: 'hi', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({
      ok: true,
      message: { text: 'hi', blocks: [{ type: 'divider' }] },
    });
  });

  test('a token in the query of a GET works too', async () => {
    const response = await fetch(`${local.apiUrl}auth.test?token=${local.botToken}`);
    expect(await response.json()).toMatchObject({ ok: true, user: 'havoc' });
  });
});

describe('chat', () => {
  test('a message is posted, changed and deleted', async () => {
    const posted = await bot.chat.postMessage({ channel: general, text: 'one' });
    expect(posted).toMatchObject({ channel: general, message: { text: 'one', bot_id: local.botId } });
    const ts = posted.ts ?? '';
    expect(await bot.chat.update({ channel: general, ts, text: 'two' })).toMatchObject({ ts, text: 'two' });
    expect(local.messages('#general')).toMatchObject([{ ts, text: 'two' }]);
    expect(await bot.chat.delete({ channel: general, ts })).toMatchObject({ ok: true, ts });
    expect(local.messages('#general')).toEqual([]);
  });

  test('an update keeps the blocks that it does not name, and an empty list removes them', async () => {
    const { ts = '' } = await bot.chat.postMessage({
      channel: general,
      text: 'one',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*one*' } }],
    });
    await bot.chat.update({ channel: general, ts, text: 'two' });
    expect(local.messages('#general')[0]?.message.blocks).toHaveLength(1);
    await bot.chat.update({ channel: general, ts, text: 'two', blocks: [] });
    expect(local.messages('#general')[0]?.message).not.toHaveProperty('blocks');
  });

  test('a channel is found by name, and a user by their direct message', async () => {
    expect(await bot.chat.postMessage({ channel: '#general', text: 'hi' })).toMatchObject({
      channel: general,
    });
    const { channel } = await bot.chat.postMessage({ channel: local.user('ben').id, text: 'psst' });
    expect(channel).toMatch(/^D/);
    expect(local.messages(channel)).toMatchObject([{ text: 'psst' }]);
  });

  test('a thread counts its replies', async () => {
    const { ts: thread_ts = '' } = await bot.chat.postMessage({ channel: general, text: 'parent' });
    await bot.chat.postMessage({ channel: general, thread_ts, text: 'first' });
    const { ts: latest_reply } = await ana.chat.postMessage({ channel: general, thread_ts, text: 'second' });
    expect(local.messages('#general')[0]?.message).toMatchObject({
      thread_ts,
      reply_count: 2,
      reply_users_count: 2,
      reply_users: [local.botUserId, local.user('ana').id],
      latest_reply,
    });
    const { messages } = await bot.conversations.replies({ channel: general, ts: thread_ts });
    expect(messages?.map(({ text }) => text)).toEqual(['parent', 'first', 'second']);
    expect((await bot.conversations.history({ channel: general })).messages?.map(({ text }) => text)).toEqual(
      ['parent'],
    );
  });

  test('a broadcast reply is in the channel too', async () => {
    const { ts: thread_ts = '' } = await bot.chat.postMessage({ channel: general, text: 'parent' });
    await bot.chat.postMessage({ channel: general, thread_ts, text: 'all see', reply_broadcast: true });
    const { messages } = await bot.conversations.history({ channel: general });
    expect(messages).toMatchObject([{ text: 'all see', subtype: 'thread_broadcast' }, { text: 'parent' }]);
  });

  test('an ephemeral message is seen by one, and is in no history', async () => {
    const user = local.user('ana').id;
    await bot.chat.postEphemeral({ channel: general, user, text: 'only you' });
    expect(local.ephemerals('ana')).toMatchObject([{ text: 'only you', ephemeral_to: user }]);
    expect(local.ephemerals('ben')).toEqual([]);
    expect(local.messages('#general')).toEqual([]);
  });

  test('meMessage, permalink and unfurl', async () => {
    const { ts = '' } = await bot.chat.meMessage({ channel: general, text: 'waves' });
    expect(await bot.chat.getPermalink({ channel: general, message_ts: ts })).toMatchObject({
      permalink: `${local.url}/archives/${general}/p${ts.replace('.', '')}`,
    });
    await bot.chat.unfurl({ channel: general, ts, unfurls: { 'https://a.example': { text: 'A' } } });
    expect(local.messages('#general')[0]?.message).toMatchObject({
      subtype: 'me_message',
      attachments: [{ text: 'A', from_url: 'https://a.example' }],
    });
  });

  test.each([
    ['an unknown channel', { channel: 'C404', text: 'x' }, 'channel_not_found'],
    ['a channel that the bot is not in', { channel: '#engineering', text: 'x' }, 'not_in_channel'],
    ['a private channel that the bot cannot see', { channel: '#leads', text: 'x' }, 'channel_not_found'],
    ['nothing to show', { channel: '#general' }, 'no_text'],
    ['too long a text', { channel: '#general', text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['blocks that are no list', { channel: '#general', blocks: '{"a":1}' }, 'invalid_blocks_format'],
    ['blocks that are no JSON', { channel: '#general', blocks: '{' }, 'invalid_blocks_format'],
    ['an unknown block', { channel: '#general', blocks: [{ type: 'nope' }] }, 'invalid_blocks'],
    [
      'a section without text',
      { channel: '#general', blocks: [{ type: 'section', text: {} }] },
      'invalid_blocks',
    ],
    ['a thread that is not there', { channel: '#general', text: 'x', thread_ts: '1.1' }, 'thread_not_found'],
    ['no channel', { text: 'x' }, 'invalid_arguments'],
  ])('chat.postMessage refuses %s', async (_what, args, error) => {
    expect(await errorOf(bot.apiCall('chat.postMessage', args))).toBe(error);
  });

  test('refused blocks are explained by their place', async () => {
    const blocks = [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }];
    const failure = await bot
      .apiCall('chat.postMessage', { channel: general, blocks })
      .catch((thrown) => thrown.data);
    expect(failure.response_metadata.messages).toEqual([
      '[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ]);
  });

  test('only the author changes a message', async () => {
    const { ts = '' } = await local.as('ben').post('#general', 'mine');
    expect(await errorOf(bot.chat.update({ channel: general, ts, text: 'x' }))).toBe('cant_update_message');
    expect(await errorOf(bot.chat.delete({ channel: general, ts }))).toBe('cant_delete_message');
    expect(await errorOf(bot.chat.update({ channel: general, ts: '1.1', text: 'x' }))).toBe(
      'message_not_found',
    );
  });
});

describe('scheduled messages', () => {
  let now = Date.now();
  beforeEach(async () => {
    await local.close();
    now = Date.now();
    local = await startLocalSlack({ now: () => new Date(now) });
    bot = client(local.botToken);
  });
  const inSeconds = (seconds: number) => Math.floor(now / 1000) + seconds;

  test('are listed, posted when due, and can be deleted before', async () => {
    const first = await bot.chat.scheduleMessage({ channel: general, text: 'later', post_at: inSeconds(60) });
    const second = await bot.chat.scheduleMessage({
      channel: general,
      text: 'never',
      post_at: inSeconds(70),
    });
    expect((await bot.chat.scheduledMessages.list()).scheduled_messages).toMatchObject([
      { id: first.scheduled_message_id, channel_id: general, text: 'later' },
      { id: second.scheduled_message_id },
    ]);
    const scheduled_message_id = second.scheduled_message_id ?? '';
    await bot.chat.deleteScheduledMessage({ channel: general, scheduled_message_id });
    now += 120_000;
    local.postScheduled();
    expect(local.messages('#general')).toMatchObject([{ text: 'later', bot_id: local.botId }]);
  });

  test.each([
    ['the past', -10, 'time_in_past'],
    ['too far ahead', 121 * 86_400, 'time_too_far'],
  ])('refuse %s', async (_what, seconds, error) => {
    const post_at = inSeconds(seconds);
    expect(await errorOf(bot.chat.scheduleMessage({ channel: general, text: 'x', post_at }))).toBe(error);
  });
});

describe('conversations', () => {
  test('are listed by type, page by page', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of bot.paginate('conversations.list', { limit: 2 })) {
      names.push(...((page.channels ?? []) as { name?: string }[]).map(({ name }) => name));
    }
    expect(names).toEqual(['general', 'random', 'engineering']);
    const { channels } = await ana.conversations.list({ types: 'private_channel' });
    expect(channels).toMatchObject([{ name: 'leads', is_private: true, is_member: true, num_members: 2 }]);
    expect((await bot.conversations.list({ types: 'private_channel' })).channels).toEqual([]);
  });

  test('history pages backwards, within a range', async () => {
    for (const text of ['a', 'b', 'c']) await bot.chat.postMessage({ channel: general, text });
    const first = await bot.conversations.history({ channel: general, limit: 2 });
    expect(first).toMatchObject({ has_more: true, messages: [{ text: 'c' }, { text: 'b' }] });
    const cursor = first.response_metadata?.next_cursor;
    const second = await bot.conversations.history({ channel: general, limit: 2, cursor });
    expect(second).toMatchObject({ has_more: false, messages: [{ text: 'a' }] });
    const oldest = first.messages?.[1]?.ts;
    expect((await bot.conversations.history({ channel: general, oldest })).messages).toMatchObject([
      { text: 'c' },
    ]);
    expect(
      (await bot.conversations.history({ channel: general, oldest, inclusive: true })).messages,
    ).toHaveLength(2);
  });

  test('a channel lives: created, described, filled, renamed, archived', async () => {
    const { channel } = await bot.conversations.create({ name: 'launch' });
    const id = channel?.id ?? '';
    expect(channel).toMatchObject({ name: 'launch', is_member: true, creator: local.botUserId });
    await bot.conversations.setTopic({ channel: id, topic: 'soon' });
    await bot.conversations.setPurpose({ channel: id, purpose: 'go' });
    await bot.conversations.invite({ channel: id, users: `${local.user('ana').id},${local.user('ben').id}` });
    expect((await bot.conversations.members({ channel: id })).members).toHaveLength(3);
    await bot.conversations.kick({ channel: id, user: local.user('ben').id });
    await bot.conversations.rename({ channel: id, name: 'landed' });
    expect((await bot.conversations.info({ channel: id })).channel).toMatchObject({
      name: 'landed',
      topic: { value: 'soon' },
      purpose: { value: 'go' },
      previous_names: ['launch'],
    });
    await bot.conversations.archive({ channel: id });
    expect(await errorOf(bot.chat.postMessage({ channel: id, text: 'x' }))).toBe('is_archived');
    await bot.conversations.unarchive({ channel: id });
    expect(await bot.conversations.leave({ channel: id })).toMatchObject({ ok: true });
    expect(await bot.conversations.leave({ channel: id })).toMatchObject({ ok: true, not_in_channel: true });
    expect(await bot.conversations.join({ channel: id })).toMatchObject({ channel: { id, is_member: true } });
    expect(await bot.conversations.join({ channel: id })).toMatchObject({ warning: 'already_in_channel' });
  });

  test('direct messages are opened, found again and closed', async () => {
    const users = local.user('ana').id;
    const first = await bot.conversations.open({ users, return_im: true });
    expect(first.channel).toMatchObject({ is_im: true, user: users });
    const channel = first.channel?.id ?? '';
    expect(await bot.conversations.open({ users })).toMatchObject({
      already_open: true,
      channel: { id: channel },
    });
    await bot.conversations.close({ channel });
    expect(await bot.conversations.close({ channel })).toMatchObject({ already_closed: true });
    const group = await bot.conversations.open({ users: `${users},${local.user('ben').id}` });
    expect(group.channel).toMatchObject({ is_mpim: true, name: 'mpdm-havoc--ana--ben-1' });
  });

  test('what was read is marked', async () => {
    const { ts = '' } = await bot.chat.postMessage({ channel: general, text: 'a' });
    expect((await ana.conversations.info({ channel: general })).channel).toMatchObject({ unread_count: 1 });
    await ana.conversations.mark({ channel: general, ts });
    expect((await ana.conversations.info({ channel: general })).channel).toMatchObject({
      last_read: ts,
      unread_count: 0,
    });
  });

  test.each([
    ['conversations.create', { name: 'general' }, 'name_taken'],
    ['conversations.create', { name: 'Not Good' }, 'invalid_name_specials'],
    ['conversations.create', { name: 'x'.repeat(81) }, 'invalid_name_maxlength'],
    ['conversations.history', { channel: '{engineering}' }, 'not_in_channel'],
    ['conversations.history', { channel: '{general}', cursor: 'nonsense' }, 'invalid_cursor'],
    ['conversations.replies', { channel: '{general}', ts: '1.1' }, 'thread_not_found'],
    ['conversations.info', { channel: 'C404' }, 'channel_not_found'],
    ['conversations.list', { types: 'nope' }, 'invalid_types'],
    ['conversations.invite', { channel: '{general}', users: 'U404' }, 'user_not_found'],
    ['conversations.invite', { channel: '{general}', users: '{ana}' }, 'already_in_channel'],
    ['conversations.kick', { channel: '{general}', user: '{ana}' }, 'cant_kick_from_general'],
    ['conversations.leave', { channel: '{general}' }, 'cant_leave_general'],
    ['conversations.archive', { channel: '{general}' }, 'cant_archive_general'],
    ['conversations.unarchive', { channel: '{random}' }, 'not_archived'],
    ['conversations.join', { channel: '{leads}' }, 'channel_not_found'],
    ['conversations.close', { channel: '{general}' }, 'method_not_supported_for_channel_type'],
    ['conversations.open', {}, 'users_list_not_supplied'],
    ['conversations.open', { users: 'U404' }, 'user_not_found'],
  ])('%s %j: %s', async (method, args, error) => {
    const named = JSON.stringify(args).replace(/\{(\w+)\}/g, (_whole, name) =>
      name === 'ana' ? local.user(name).id : local.channel(name).id,
    );
    expect(await errorOf(bot.apiCall(method, JSON.parse(named)))).toBe(error);
  });
});

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

describe('what breaks on demand', () => {
  test("a method answers with an error of one's choice, then as ever", async () => {
    local.fail('chat.postMessage', { error: 'fatal_error', times: 2 });
    expect(await errorOf(bot.chat.postMessage({ channel: general, text: 'x' }))).toBe('fatal_error');
    expect(await errorOf(bot.chat.postMessage({ channel: general, text: 'x' }))).toBe('fatal_error');
    expect(await errorOf(bot.chat.postMessage({ channel: general, text: 'x' }))).toBeUndefined();
    expect(local.calls('chat.postMessage').map(({ answer }) => answer.ok)).toEqual([false, false, true]);
  });

  test('a rate limit says when to come back', async () => {
    local.fail('users.info', { retryAfter: 7 });
    const failure = await bot.users.info({ user: local.botUserId }).catch((thrown) => thrown);
    expect(failure).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 });
  });

  test.each([
    [{ status: 503 }, ErrorCode.HTTPError],
    [{ disconnect: true }, ErrorCode.RequestError],
  ])('%j', async (fault, code) => {
    local.fail('*', fault);
    expect(await bot.auth.test().catch((thrown) => thrown.code)).toBe(code);
  });

  test('a delayed answer is as it would have been, and a fault can be called off', async () => {
    local.fail('auth.test', { delayMs: 5 });
    expect(await bot.auth.test()).toMatchObject({ ok: true });
    const callOff = local.fail('auth.test', { error: 'x', times: Number.POSITIVE_INFINITY });
    expect(await errorOf(bot.auth.test())).toBe('x');
    callOff();
    expect(await errorOf(bot.auth.test())).toBeUndefined();
  });
});
