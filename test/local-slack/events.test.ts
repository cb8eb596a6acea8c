import type { Json } from '../../src/local-slack/model.js';
import { type Stage, startStage } from './support/stage.js';

let stage: Stage;
let local: Stage['local'];

beforeEach(async () => {
  stage = await startStage();
  local = stage.local;
  await local.configure({ requestUrl: stage.app.url, verify: false });
});
afterEach(() => stage.close());

/** The events that the app received, once no push is in progress. */
async function events(): Promise<Json[]> {
  await local.idle();
  return stage.app.received.flatMap(({ body }) => (body.event ? [Object(body.event)] : []));
}

/** The events in the order of the changes. They can reach the app in another order. */
async function inOrder(): Promise<Json[]> {
  await local.idle();
  return local.pushes({ kind: 'event' }).map(({ body }) => Object(body.event));
}

describe('an event', () => {
  test("has Slack's body and headers", async () => {
    const { ts } = await local
      .as('ana')
      .post('#general', 'hello <world> & @ben in #random, see https://a.example/x');
    await local.idle();
    const [request] = stage.app.received;
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(request?.headers).not.toHaveProperty('x-slack-retry-num');
    const channel = local.channel('general').id;
    const ben = local.user('ben').id;
    expect(request?.body).toMatchObject({
      token: 'local-verification-token',
      team_id: local.team.id,
      api_app_id: local.appId,
      type: 'event_callback',
      event_id: expect.stringMatching(/^Ev/),
      event_time: expect.any(Number),
      is_ext_shared_channel: false,
      event_context: expect.stringMatching(/^4-/),
      authorizations: [
        { team_id: local.team.id, user_id: local.botUserId, is_bot: true, is_enterprise_install: false },
      ],
      event: {
        type: 'message',
        user: local.user('ana').id,
        ts,
        event_ts: ts,
        channel,
        channel_type: 'channel',
        team: local.team.id,
        text: `hello &lt;world&gt; &amp; <@${ben}> in <#${local.channel('random').id}|random>, see <https://a.example/x>`,
      },
    });
  });

  test('is sent as app_mention too if a message mentions the bot, but not if the bot mentions itself', async () => {
    await local.as('ana').post('#general', 'hi @havoc');
    expect((await events()).map(({ type }) => type).sort()).toEqual(['app_mention', 'message']);
    stage.app.received.length = 0;
    await stage.call('chat.postMessage', { channel: '#general', text: `I am <@${local.botUserId}>` });
    expect(await events()).toMatchObject([{ type: 'message', bot_id: local.botId, user: local.botUserId }]);
  });

  test.each([
    ['#general', 'channel'],
    ['dm', 'im'],
    ['group', 'mpim'],
  ])('in %s has the channel type %s', async (where, channel_type) => {
    const ana = local.as('ana');
    const people = { dm: ['havoc'], group: ['havoc', 'ben'] }[where];
    await ana.post(people ? await ana.openDm(...people) : where, 'hi');
    expect(await events()).toMatchObject([{ type: 'message', channel_type }]);
  });

  test('is not sent for a channel without the bot', async () => {
    await local.as('ana').post('#engineering', 'among us, @havoc');
    await local.as('ana').post('#leads', 'secret');
    expect(await events()).toEqual([]);
  });

  test('is sent when a message is edited, deleted or reacted to', async () => {
    const ana = local.as('ana');
    const message = await ana.post('#general', 'one');
    await ana.edit(message, 'two');
    await ana.react(message, ':tada:');
    await ana.unreact(message, 'tada');
    await ana.delete(message);
    const item = { type: 'message', channel: message.channel, ts: message.ts };
    expect(await inOrder()).toMatchObject([
      { type: 'message', text: 'one' },
      {
        subtype: 'message_changed',
        hidden: true,
        message: { text: 'two', edited: {} },
        previous_message: { text: 'one' },
      },
      { type: 'reaction_added', reaction: 'tada', item, item_user: ana.user.id, user: ana.user.id },
      { type: 'reaction_removed', reaction: 'tada', item },
      { subtype: 'message_deleted', deleted_ts: message.ts, previous_message: { text: 'two' } },
    ]);
  });

  test('is sent for each change of a channel and its members', async () => {
    const ana = local.as('ana');
    const channel = await ana.createChannel('launch');
    await ana.invite(channel, 'havoc');
    await stage.call('conversations.rename', { channel, name: 'landed' });
    await local.as('ben').join(channel);
    await local.as('ben').leave(channel);
    await stage.call('conversations.archive', { channel });
    await stage.call('conversations.unarchive', { channel });
    const said = (await inOrder()).filter(({ type }) => type !== 'message');
    expect(said).toMatchObject([
      { type: 'channel_created', channel: { id: channel, name: 'launch' } },
      {
        type: 'member_joined_channel',
        user: local.botUserId,
        inviter: ana.user.id,
        channel,
        channel_type: 'C',
      },
      { type: 'channel_rename', channel: { id: channel, name: 'landed' } },
      { type: 'member_joined_channel', user: local.user('ben').id },
      { type: 'member_left_channel', user: local.user('ben').id },
      { type: 'channel_archive', channel },
      { type: 'channel_unarchive', channel },
    ]);
    const subtypes = (await inOrder()).flatMap(({ subtype }) => subtype ?? []);
    expect(subtypes).toEqual([
      'channel_join',
      'channel_name',
      'channel_join',
      'channel_leave',
      'channel_archive',
      'channel_unarchive',
    ]);
  });

  test('is sent for new and changed people', async () => {
    await local.addPerson({ name: 'eve', real_name: 'Eve Moreau' });
    await local.changeProfile('eve', { display_name: 'evie' });
    await local.deactivate('eve');
    const said = (await inOrder()).filter(({ type }) => type !== 'message');
    expect(said).toMatchObject([
      { type: 'team_join', user: { name: 'eve', real_name: 'Eve Moreau' } },
      { type: 'member_joined_channel' },
      { type: 'user_change', user: { profile: { display_name: 'evie' } } },
      { type: 'user_change', user: { deleted: true } },
    ]);
  });

  test('has a unique id', async () => {
    for (const text of ['a', 'b']) await local.as('ana').post('#general', text);
    await local.idle();
    expect(new Set(stage.app.received.map(({ body }) => body.event_id)).size).toBe(2);
  });
});
