import type { Result } from '../../../src/local-slack/protocol.js';
import { showEphemeral } from '../../../src/local-slack/workspaces/ephemerals.js';
import { getChannel } from '../../../src/local-slack/workspaces/find.js';
import { defaultSeed } from '../../../src/local-slack/world/seed.js';
import { createScene, type TestScene } from '../support/scene.js';

let scene: TestScene;
beforeEach(async () => {
  scene = await createScene();
});

const post = async (text: string, more: { thread_ts?: string; reply_broadcast?: boolean } = {}) =>
  (await scene.act('ana', { type: 'post', channel: scene.channel('general'), text, ...more })).ts ?? '';
const whisper = (handle: string, text: string, thread_ts?: string) =>
  scene.world.change(scene.team, async (workspace) => {
    const channel = await getChannel(workspace, scene.channel('general'), scene.user('ana'));
    return showEphemeral(workspace, channel, scene.user(handle), {
      user: scene.user('havoc'),
      text,
      thread_ts,
    });
  });
const textsOf = ({ messages = [] }: Result) => messages.map(({ message }) => message.text);

test('a channel is read in pages of 50, with the ephemeral messages of each page', async () => {
  const channel = scene.channel('general');
  await whisper('ben', 'oldest whisper');
  for (let at = 0; at < 60; at += 1) {
    await post(`${at}`);
    if (at === 5 || at === 30) await whisper('ben', `whisper after ${at}`);
    if (at === 31) await whisper('ana', 'to another person');
  }
  const newest = await scene.act('ben', { type: 'read_channel', channel });
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `${from + at}`);
  expect(newest.has_more).toBe(true);
  expect(textsOf(newest)).toEqual([...numbers(10, 31), 'whisper after 30', ...numbers(31, 60)]);
  const before = newest.messages?.[0]?.message.ts;
  const older = await scene.act('ben', { type: 'read_channel', channel, before });
  expect(older.has_more).toBe(false);
  expect(textsOf(older)).toEqual(['oldest whisper', ...numbers(0, 6), 'whisper after 5', ...numbers(6, 10)]);
});

test('a channel shows broadcast replies, and its threads the others', async () => {
  const channel = scene.channel('general');
  const thread_ts = await post('parent');
  const reply = await post('reply', { thread_ts });
  await post('broadcast', { thread_ts, reply_broadcast: true });
  await whisper('ben', 'whisper', thread_ts);
  expect(textsOf(await scene.act('ben', { type: 'read_channel', channel }))).toEqual(['parent', 'broadcast']);
  const thread = ['parent', 'reply', 'broadcast', 'whisper'];
  expect(textsOf(await scene.act('ben', { type: 'read_thread', channel, ts: thread_ts }))).toEqual(thread);
  expect(textsOf(await scene.act('ben', { type: 'read_thread', channel, ts: reply }))).toEqual(thread);
  expect(textsOf(await scene.act('ana', { type: 'read_thread', channel, ts: reply }))).toEqual(
    thread.slice(0, 3),
  );
  await expect(scene.act('ana', { type: 'read_thread', channel, ts: '1.000000' })).rejects.toMatchObject({
    fields: { slack_error: 'thread_not_found' },
  });
});

test('messages come with the users that they name', async () => {
  const channel = scene.channel('general');
  const ts = await post('hi @ben');
  await scene.act('chika', { type: 'react', channel, ts, name: 'wave' });
  await scene.act('dmitri', { type: 'post', channel, text: 'reply', thread_ts: ts });
  const { users } = await scene.act('ben', { type: 'read_channel', channel });
  expect(users?.map(({ name }) => name).sort()).toEqual(['ana', 'ben', 'chika', 'dmitri']);
});

test.each(['read_channel', 'read_members'] as const)('%s refuses a channel that is hidden', async (type) => {
  await expect(scene.act('dmitri', { type, channel: scene.channel('leads') })).rejects.toMatchObject({
    fields: { slack_error: 'channel_not_found' },
  });
});

test('the members of a channel are read in the order in which they joined', async () => {
  const { users } = await scene.act('ana', { type: 'read_members', channel: scene.channel('leads') });
  expect(users?.map(({ name }) => name)).toEqual(['ana', 'ben']);
});

test.each([
  ['ana', 'be', ['ben'], []],
  ['ana', '@Tanaka', [], []],
  ['ana', 'chika t', ['chika'], []],
  ['ana', '#le', [], ['leads']],
  ['chika', 'le', [], []],
  ['dmitri', 'eng', [], ['engineering']],
])('%s finds what starts with %s', async (handle, text, people, places) => {
  const { users, channels } = await scene.act(handle, { type: 'find', text });
  expect(users?.map(({ name }) => name)).toEqual(people);
  expect(channels?.map(({ name }) => name)).toEqual(places);
});

test('a name that fits exactly is found among many that begin with it', async () => {
  const many = Array.from({ length: 1500 }, (_, at) => ({ name: `p${at}x`, real_name: `Person ${at}` }));
  scene = await createScene({
    ...defaultSeed,
    people: [...many, { name: 'p', real_name: 'Pia' }],
    channels: [{ name: 'c' }],
  });
  const { users = [] } = await scene.act('p', { type: 'find', text: 'p' });
  expect(users).toHaveLength(20);
  expect(users[0]?.name).toBe('p');
});
