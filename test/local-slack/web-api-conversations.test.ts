import type { ConversationsListResponse } from '@slack/web-api';
import { errorOf } from './support/clients.js';
import { setUpWebApi } from './support/web-api.js';

const api = setUpWebApi();

describe('conversations', () => {
  test('are listed by type, page by page', async () => {
    const names: (string | undefined)[] = [];
    for await (const given of api.bot.paginate('conversations.list', { limit: 2 })) {
      const page: ConversationsListResponse = given;
      names.push(...(page.channels ?? []).map(({ name }) => name));
    }
    expect(names).toEqual(['general', 'random', 'engineering']);
    const { channels } = await api.ana.conversations.list({ types: 'private_channel' });
    expect(channels).toMatchObject([{ name: 'leads', is_private: true, is_member: true, num_members: 2 }]);
    expect((await api.bot.conversations.list({ types: 'private_channel' })).channels).toEqual([]);
  });

  test('the history comes in pages, newest first, and can be limited to a range', async () => {
    for (const text of ['a', 'b', 'c']) await api.bot.chat.postMessage({ channel: api.general, text });
    const first = await api.bot.conversations.history({ channel: api.general, limit: 2 });
    expect(first).toMatchObject({ has_more: true, messages: [{ text: 'c' }, { text: 'b' }] });
    const cursor = first.response_metadata?.next_cursor;
    const second = await api.bot.conversations.history({ channel: api.general, limit: 2, cursor });
    expect(second).toMatchObject({ has_more: false, messages: [{ text: 'a' }] });
    const oldest = first.messages?.[1]?.ts;
    expect((await api.bot.conversations.history({ channel: api.general, oldest })).messages).toMatchObject([
      { text: 'c' },
    ]);
    expect(
      (await api.bot.conversations.history({ channel: api.general, oldest, inclusive: true })).messages,
    ).toHaveLength(2);
  });

  test('a message that is posted while the history is read does not move the next pages', async () => {
    const post = (text: string) => api.bot.chat.postMessage({ channel: api.general, text });
    for (const text of ['a', 'b', 'c']) await post(text);
    const page = { channel: api.general, limit: 2 };
    const { response_metadata } = await api.bot.conversations.history(page);
    await post('d');
    const second = await api.bot.conversations.history({ ...page, cursor: response_metadata?.next_cursor });
    expect(second).toMatchObject({ has_more: false, messages: [{ text: 'a' }] });
  });

  test('a channel is created, described, filled, renamed and archived', async () => {
    const { channel } = await api.bot.conversations.create({ name: 'launch' });
    const id = channel?.id ?? '';
    expect(channel).toMatchObject({ name: 'launch', is_member: true, creator: api.local.botUserId });
    await api.bot.conversations.setTopic({ channel: id, topic: 'soon' });
    await api.bot.conversations.setPurpose({ channel: id, purpose: 'go' });
    await api.bot.conversations.invite({
      channel: id,
      users: `${api.local.user('ana').id},${api.local.user('ben').id}`,
    });
    expect((await api.bot.conversations.members({ channel: id })).members).toHaveLength(3);
    await api.bot.conversations.kick({ channel: id, user: api.local.user('ben').id });
    await api.bot.conversations.rename({ channel: id, name: 'landed' });
    expect((await api.bot.conversations.info({ channel: id })).channel).toMatchObject({
      name: 'landed',
      topic: { value: 'soon' },
      purpose: { value: 'go' },
      previous_names: ['launch'],
    });
    await api.bot.conversations.archive({ channel: id });
    expect(await errorOf(api.bot.chat.postMessage({ channel: id, text: 'x' }))).toBe('is_archived');
    await api.bot.conversations.unarchive({ channel: id });
    expect(await api.bot.conversations.leave({ channel: id })).toMatchObject({ ok: true });
    expect(await api.bot.conversations.leave({ channel: id })).toMatchObject({
      ok: true,
      not_in_channel: true,
    });
    expect(await api.bot.conversations.join({ channel: id })).toMatchObject({
      channel: { id, is_member: true },
    });
    expect(await api.bot.conversations.join({ channel: id })).toMatchObject({
      warning: 'already_in_channel',
    });
  });

  test('direct messages are opened, opened again and closed', async () => {
    const users = api.local.user('ana').id;
    const first = await api.bot.conversations.open({ users, return_im: true });
    expect(first.channel).toMatchObject({ is_im: true, user: users });
    const channel = first.channel?.id ?? '';
    expect(await api.bot.conversations.open({ users })).toMatchObject({
      already_open: true,
      channel: { id: channel },
    });
    await api.bot.conversations.close({ channel });
    expect(await api.bot.conversations.close({ channel })).toMatchObject({ already_closed: true });
    const group = await api.bot.conversations.open({ users: `${users},${api.local.user('ben').id}` });
    expect(group.channel).toMatchObject({ is_mpim: true, name: 'mpdm-havoc--ana--ben-1' });
  });

  test('conversations.mark lowers the unread count', async () => {
    const { ts = '' } = await api.bot.chat.postMessage({ channel: api.general, text: 'a' });
    expect((await api.ana.conversations.info({ channel: api.general })).channel).toMatchObject({
      unread_count: 1,
    });
    await api.ana.conversations.mark({ channel: api.general, ts });
    expect((await api.ana.conversations.info({ channel: api.general })).channel).toMatchObject({
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
    ['conversations.open', { channel: '{general}' }, 'method_not_supported_for_channel_type'],
    ['conversations.open', { users: 'U404' }, 'user_not_found'],
  ])('%s with %j fails with %s', async (method, args, error) => {
    const named = JSON.stringify(args).replace(/\{(\w+)\}/g, (_whole, name) =>
      name === 'ana' ? api.local.user(name).id : api.local.channel(name).id,
    );
    expect(await errorOf(api.bot.apiCall(method, JSON.parse(named)))).toBe(error);
  });
});
