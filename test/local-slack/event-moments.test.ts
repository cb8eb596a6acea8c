import type { Json } from '../../src/local-slack/model.js';
import { type Stage, startPushedStage } from './support/stage.js';

let stage: Stage;
let local: Stage['local'];
let made: number;

beforeEach(async () => {
  stage = await startPushedStage();
  local = stage.local;
  made = 0;
});
afterEach(() => stage.close());

/** The events since the last call, in the order of the changes. */
async function events(): Promise<Json[]> {
  await local.idle();
  const all = local.pushes({ kind: 'event' }).map(({ body }) => Object(body.event));
  const before = made;
  made = all.length;
  return all.slice(before);
}

/** As in `message/channel_join U…`. */
async function described(): Promise<string[]> {
  return (await events()).map(({ type, subtype, user }) => `${type}${subtype ? `/${subtype}` : ''} ${user}`);
}

test('a bot that is invited with others hears of those who come after it', async () => {
  const [ana, ben, bot] = [local.user('ana').id, local.user('ben').id, local.botUserId];
  const id = await local.as('chika').createChannel('new');
  await events();
  await local.as('chika').invite(id, ana, bot, ben);
  expect(await described()).toEqual([
    `member_joined_channel ${bot}`,
    `message/channel_join ${bot}`,
    `member_joined_channel ${ben}`,
    `message/channel_join ${ben}`,
  ]);
});

test('a bot that is removed hears the message about it', async () => {
  const { id } = local.channel('random');
  const token = local.userToken('ana');
  await fetch(
    `${local.apiUrl}conversations.kick?${new URLSearchParams({ channel: id, user: local.botUserId })}`,
    {
      headers: { authorization: `Bearer ${token}` },
    },
  );
  expect(await described()).toEqual([`message/channel_leave ${local.botUserId}`, 'channel_left undefined']);
});

test('events have times in the order in which they happen', async () => {
  await stage.call('conversations.join', { channel: local.channel('engineering').id });
  await stage.call('conversations.setTopic', { channel: local.channel('engineering').id, topic: 'x' });
  const times = (await events()).map(({ event_ts }) => String(event_ts));
  expect(times).toHaveLength(3);
  expect(times).toEqual([...times].sort());
});

describe('the parent in a reply that is shown in the channel', () => {
  test('is the parent as it is now', async () => {
    const ana = local.as('ana');
    const parent = await ana.post('general', 'before');
    const reply = await ana.post('general', { text: 'reply', thread_ts: parent.ts, reply_broadcast: true });
    await ana.edit(parent, 'after');
    const shown = local.messages('general').find(({ ts }) => ts === reply.ts);
    expect(shown?.message.root).toMatchObject({ text: 'after', reply_count: 1 });
    await events();
    await ana.edit(reply, 'reply 2');
    expect(await events()).toMatchObject([
      {
        message: { text: 'reply 2', root: { text: 'after' } },
        previous_message: { root: { text: 'after' } },
      },
    ]);
  });

  test('stays as it was if the parent is deleted', async () => {
    const ana = local.as('ana');
    const parent = await ana.post('general', 'before');
    const reply = await ana.post('general', { text: 'reply', thread_ts: parent.ts, reply_broadcast: true });
    await ana.delete(parent);
    const shown = local.messages('general').find(({ ts }) => ts === reply.ts);
    expect(shown?.message.root).toMatchObject({ text: 'before' });
  });
});
