import { clientOf, errorOf } from './support/clients.js';
import { setUpWebApi } from './support/web-api.js';

const api = setUpWebApi();

describe('chat', () => {
  test('messages are posted, updated and deleted', async () => {
    const posted = await api.bot.chat.postMessage({ channel: api.general, text: 'one' });
    expect(posted).toMatchObject({ channel: api.general, message: { text: 'one', bot_id: api.local.botId } });
    const ts = posted.ts ?? '';
    expect(await api.bot.chat.update({ channel: api.general, ts, text: 'two' })).toMatchObject({
      ts,
      text: 'two',
    });
    expect(api.local.messages('#general')).toMatchObject([{ ts, text: 'two' }]);
    expect(await api.bot.chat.delete({ channel: api.general, ts })).toMatchObject({ ok: true, ts });
    expect(api.local.messages('#general')).toEqual([]);
  });

  test('an update without blocks keeps them, and an empty list removes them', async () => {
    const { ts = '' } = await api.bot.chat.postMessage({
      channel: api.general,
      text: 'one',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*one*' } }],
    });
    await api.bot.chat.update({ channel: api.general, ts, text: 'two' });
    expect(api.local.messages('#general')[0]?.message.blocks).toHaveLength(1);
    await api.bot.chat.update({ channel: api.general, ts, text: 'two', blocks: [] });
    expect(api.local.messages('#general')[0]?.message).not.toHaveProperty('blocks');
  });

  test('a message can go to a channel by name, and to a user by id', async () => {
    expect(await api.bot.chat.postMessage({ channel: '#general', text: 'hi' })).toMatchObject({
      channel: api.general,
    });
    const { channel } = await api.bot.chat.postMessage({ channel: api.local.user('ben').id, text: 'psst' });
    expect(channel).toMatch(/^D/);
    expect(api.local.messages(channel)).toMatchObject([{ text: 'psst' }]);
  });

  test('the parent of a thread has the counts of its replies', async () => {
    const { ts: thread_ts = '' } = await api.bot.chat.postMessage({ channel: api.general, text: 'parent' });
    await api.bot.chat.postMessage({ channel: api.general, thread_ts, text: 'first' });
    const { ts: latest_reply } = await api.ana.chat.postMessage({
      channel: api.general,
      thread_ts,
      text: 'second',
    });
    expect(api.local.messages('#general')[0]?.message).toMatchObject({
      thread_ts,
      reply_count: 2,
      reply_users_count: 2,
      reply_users: [api.local.botUserId, api.local.user('ana').id],
      latest_reply,
    });
    const { messages } = await api.bot.conversations.replies({ channel: api.general, ts: thread_ts });
    expect(messages?.map(({ text }) => text)).toEqual(['parent', 'first', 'second']);
    expect(
      (await api.bot.conversations.history({ channel: api.general })).messages?.map(({ text }) => text),
    ).toEqual(['parent']);
  });

  test('a broadcast reply is in the channel too', async () => {
    const { ts: thread_ts = '' } = await api.bot.chat.postMessage({ channel: api.general, text: 'parent' });
    await api.bot.chat.postMessage({
      channel: api.general,
      thread_ts,
      text: 'all see',
      reply_broadcast: true,
    });
    const { messages } = await api.bot.conversations.history({ channel: api.general });
    expect(messages).toMatchObject([{ text: 'all see', subtype: 'thread_broadcast' }, { text: 'parent' }]);
  });

  test('an ephemeral message is visible to one person, and not in the history', async () => {
    const user = api.local.user('ana').id;
    await api.bot.chat.postEphemeral({ channel: api.general, user, text: 'only you' });
    expect(api.local.ephemerals('ana')).toMatchObject([{ text: 'only you', ephemeral_to: user }]);
    expect(api.local.ephemerals('ben')).toEqual([]);
    expect(api.local.messages('#general')).toEqual([]);
  });

  test('a me_message is posted, has a permalink and can be unfurled', async () => {
    const { ts = '' } = await api.bot.chat.meMessage({ channel: api.general, text: 'waves' });
    expect(await api.bot.chat.getPermalink({ channel: api.general, message_ts: ts })).toMatchObject({
      permalink: `${api.local.url}/archives/${api.general}/p${ts.replace('.', '')}`,
    });
    await api.bot.chat.unfurl({ channel: api.general, ts, unfurls: { 'https://a.example': { text: 'A' } } });
    expect(api.local.messages('#general')[0]?.message).toMatchObject({
      subtype: 'me_message',
      attachments: [{ text: 'A', from_url: 'https://a.example' }],
    });
  });

  test.each([
    ['an unknown channel', { channel: 'C404', text: 'x' }, 'channel_not_found'],
    ['a channel that the bot is not in', { channel: '#engineering', text: 'x' }, 'not_in_channel'],
    ['a private channel that the bot cannot see', { channel: '#leads', text: 'x' }, 'channel_not_found'],
    ['nothing to show', { channel: '#general' }, 'no_text'],
    ['a text that is too long', { channel: '#general', text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['blocks that are not a list', { channel: '#general', blocks: '{"a":1}' }, 'invalid_blocks_format'],
    ['blocks that are not JSON', { channel: '#general', blocks: '{' }, 'invalid_blocks_format'],
    ['an unknown block', { channel: '#general', blocks: [{ type: 'nope' }] }, 'invalid_blocks'],
    [
      'a section without text',
      { channel: '#general', blocks: [{ type: 'section', text: {} }] },
      'invalid_blocks',
    ],
    ['an empty section', { channel: '#general', blocks: [{ type: 'section' }] }, 'invalid_blocks'],
    [
      'an image without a source',
      { channel: '#general', blocks: [{ type: 'image', alt_text: 'x' }] },
      'invalid_blocks',
    ],
    ['an unknown thread', { channel: '#general', text: 'x', thread_ts: '1.1' }, 'thread_not_found'],
    ['no channel', { text: 'x' }, 'invalid_arguments'],
  ])('chat.postMessage refuses %s', async (_what, args, error) => {
    expect(await errorOf(api.bot.apiCall('chat.postMessage', args))).toBe(error);
  });

  test('the problems of refused blocks have JSON pointers', async () => {
    const blocks = [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }];
    const failure = await api.bot
      .apiCall('chat.postMessage', { channel: api.general, blocks })
      .catch((thrown) => thrown.data);
    expect(failure.response_metadata.messages).toEqual([
      '[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ]);
  });

  test('only the author can change a message', async () => {
    const { ts = '' } = await api.local.as('ben').post('#general', 'mine');
    expect(await errorOf(api.bot.chat.update({ channel: api.general, ts, text: 'x' }))).toBe(
      'cant_update_message',
    );
    expect(await errorOf(api.bot.chat.delete({ channel: api.general, ts }))).toBe('cant_delete_message');
    expect(await errorOf(api.bot.chat.update({ channel: api.general, ts: '1.1', text: 'x' }))).toBe(
      'message_not_found',
    );
  });
});

describe('scheduled messages', () => {
  let now = Date.now();
  beforeEach(() => {
    now = Date.now();
  });
  const api = setUpWebApi({ now: () => new Date(now) });
  const inSeconds = (seconds: number) => Math.floor(now / 1000) + seconds;

  test('are listed, posted when due, and can be deleted before that', async () => {
    const first = await api.bot.chat.scheduleMessage({
      channel: api.general,
      text: 'later',
      post_at: inSeconds(60),
    });
    const second = await api.bot.chat.scheduleMessage({
      channel: api.general,
      text: 'never',
      post_at: inSeconds(70),
    });
    expect((await api.bot.chat.scheduledMessages.list()).scheduled_messages).toMatchObject([
      { id: first.scheduled_message_id, channel_id: api.general, text: 'later' },
      { id: second.scheduled_message_id },
    ]);
    const scheduled_message_id = second.scheduled_message_id ?? '';
    const other = clientOf(api.local, api.local.userToken('ana'));
    const one = { channel: api.general, scheduled_message_id };
    expect(await errorOf(other.chat.deleteScheduledMessage(one))).toBe('invalid_scheduled_message_id');
    await api.bot.chat.deleteScheduledMessage(one);
    now += 120_000;
    await api.local.postScheduled();
    expect(api.local.messages('#general')).toMatchObject([{ text: 'later', bot_id: api.local.botId }]);
  });

  test.each([
    ['a time in the past', -10, 'time_in_past'],
    ['a time too far ahead', 121 * 86_400, 'time_too_far'],
  ])('cannot be posted at %s', async (_what, seconds, error) => {
    const post_at = inSeconds(seconds);
    expect(await errorOf(api.bot.chat.scheduleMessage({ channel: api.general, text: 'x', post_at }))).toBe(
      error,
    );
  });
});
