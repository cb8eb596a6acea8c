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
    bot = clientOf(local, local.botToken);
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
