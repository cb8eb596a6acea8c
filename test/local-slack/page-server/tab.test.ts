import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Update } from '../../../src/local-slack/protocol.js';
import { showEphemeral } from '../../../src/local-slack/workspaces/ephemerals.js';
import { getChannel } from '../../../src/local-slack/workspaces/find.js';
import { setPresence } from '../../../src/local-slack/workspaces/people.js';
import { defaultSeed } from '../../../src/local-slack/world/seed.js';
import { until } from '../../support/until.js';
import { createScene, type TestScene } from '../support/scene.js';
import { openPage, type TestPage } from '../support/test-page.js';

let scene: TestScene;
beforeEach(async () => {
  scene = await createScene();
});

const kinds = (updates: readonly Update[]) => updates.map(({ type }) => type);
const post = (handle: string, channel: string, text: string) =>
  scene.act(handle, { type: 'post', channel: scene.channel(channel), text });

function whisper(channel: string, handle: string, text: string) {
  return scene.world.change(scene.team, async (workspace) => {
    const [user, at] = [
      scene.user(handle),
      await getChannel(workspace, scene.channel(channel), scene.user('ana')),
    ];
    await showEphemeral(workspace, at, user, { user: scene.user('havoc'), by_app: 'A0LOCAL001', text });
  });
}

/** Waits for a change that everybody sees, so that all changes before it were sent too. */
async function mark(...pages: TestPage[]): Promise<void> {
  await scene.world.change(scene.team, async (workspace) =>
    setPresence(workspace, scene.user('dmitri'), 'active'),
  );
  for (const page of pages) await page.caughtUp();
}

test('a tab first receives what its person can see', async () => {
  await post('ana', 'general', 'hi <@U0LOCAL002>');
  const page = await openPage(scene, 'ben');
  expect(page.snapshot()).toMatchObject({
    world: expect.any(String),
    number: await scene.world.log.head(scene.team),
    you: scene.user('ben'),
    team: { name: 'Lighthouse' },
    workspaces: [{ id: scene.team, name: 'Lighthouse' }],
    apps: [{ name: 'havoc', commands: [], bot_user_id: scene.user('havoc') }],
    users: [{ name: 'ana' }, {}, {}, { name: 'dmitri' }, { is_bot: true }],
    presence: { [scene.user('dmitri')]: 'away' },
    channels: [{ name: 'general', is_member: true, is_closed: false }, {}, {}, { name: 'leads' }],
    unread: { [scene.channel('general')]: { count: 1, calls: 1 } },
    modals: [],
    homes: [],
  });
  expect((await openPage(scene, 'ana')).snapshot().unread).toEqual({});
  const dmitri = await openPage(scene, 'dmitri');
  expect(dmitri.snapshot().channels).toMatchObject([
    { name: 'general', is_member: true },
    { name: 'random', is_member: true },
    { name: 'engineering', is_member: false },
  ]);
});

test('a snapshot names at most 1,000 users and 1,000 other channels, and all partners of direct messages', async () => {
  const people = Array.from({ length: 1100 }, (_, at) => ({ name: `p${at}`, real_name: `Person ${at}` }));
  const others = Array.from({ length: 1100 }, (_, at) => ({ name: `c${at}`, members: ['p1'] }));
  scene = await createScene({
    team: defaultSeed.team,
    people,
    channels: [{ name: 'general', members: ['p0', 'p1050'] }, ...others],
  });
  const last = scene.user('p1099');
  await scene.act('p1050', { type: 'open_dm', users: [last] });
  const page = await openPage(scene, 'p1050');
  const { users, channels, presence } = page.snapshot();
  expect(users.slice(1000).map(({ name }) => name)).toEqual(['p1050', 'havoc', 'p1099']);
  expect(channels.filter((channel) => channel.is_member)).toMatchObject([
    { name: 'general' },
    { is_im: true },
  ]);
  expect(channels.filter((channel) => !channel.is_member)).toHaveLength(1000);
  expect(presence[last]).toBe('active');
});

test('unread messages are counted up to 100, without replies and what the person posted', async () => {
  const { ts = '' } = await post('ana', 'general', 'first');
  await scene.act('ben', { type: 'mark_read', channel: scene.channel('general'), ts });
  await post('ben', 'general', 'own');
  await scene.act('ana', { type: 'post', channel: scene.channel('general'), text: 'reply', thread_ts: ts });
  await post('ana', 'general', 'second');
  for (let at = 0; at < 120; at += 1) await post('ana', 'random', `@ben ${at}`);
  const { unread } = (await openPage(scene, 'ben')).snapshot();
  expect(unread).toEqual({
    [scene.channel('general')]: { count: 1, calls: 0 },
    [scene.channel('random')]: { count: 100, calls: 100 },
  });
});

test('changes come one by one in order, and those of an act before its result', async () => {
  const page = await openPage(scene, 'ana');
  const from = page.number();
  const channel = scene.channel('general');
  const acts = Array.from({ length: 30 }, (_, at) => page.act({ type: 'post', channel, text: `${at}` }));
  const results = await Promise.all(acts);
  const numbers = page.frames.flatMap((frame) => (frame.type === 'change' ? frame.number : []));
  expect(numbers).toEqual(numbers.map((_, at) => from + 1 + at));
  for (const { ts } of results) {
    const ofChange = page.frames.findIndex(
      (frame) =>
        frame.type === 'change' &&
        frame.updates.some((one) => one.type === 'message' && one.message.ts === ts),
    );
    const ofResult = page.frames.findIndex((frame) => frame.type === 'result' && frame.result.ts === ts);
    expect(ofChange).toBeGreaterThan(0);
    expect(ofChange).toBeLessThan(ofResult);
  }
});

test('a read is answered as of the last change before its result', async () => {
  const page = await openPage(scene, 'ana');
  const channel = scene.channel('general');
  const { read } = scene.world;
  // Other changes could come between a read and its result.
  scene.world.read = async (team, work) => {
    const result = await read(team, work);
    await nextTurn();
    return result;
  };
  for (let id = 1; id <= 40; id += 1) {
    const posted = post('ben', 'general', 'x');
    page.answer({ id, act: { type: 'read_channel', channel } });
    await posted;
    if (id % 3 === 0) await nextTurn();
  }
  await until(() => page.frames.filter(({ type }) => type === 'result').length === 40);
  let seen = 0;
  const reads: number[] = [];
  for (const frame of page.frames) {
    if (frame.type === 'change') seen += frame.updates.filter((one) => one.type === 'message').length;
    if (frame.type !== 'result') continue;
    reads.push(seen);
    expect(frame.result.messages).toHaveLength(seen);
  }
  expect(new Set(reads).size).toBeGreaterThan(10);
});

test('a private channel comes with its messages when the person joins it, and goes when they leave', async () => {
  await post('ana', 'leads', 'the plan');
  const page = await openPage(scene, 'chika');
  const channel = scene.channel('leads');
  await post('ana', 'leads', 'hidden');
  await mark(page);
  expect(page.updates()).toMatchObject([{ type: 'presence' }]);
  await scene.act('ana', { type: 'invite', channel, users: [scene.user('chika')] });
  await page.caughtUp();
  expect(page.updates()[1]).toMatchObject({
    type: 'channel',
    channel: { id: channel, is_member: true, member_count: 3 },
    messages: [{ message: { text: 'the plan' } }, { message: { text: 'hidden' } }, {}],
  });
  await scene.act('chika', { type: 'leave', channel });
  await post('ana', 'leads', 'without her');
  await mark(page);
  expect(page.updates().filter(({ type }) => type === 'channel_gone')).toEqual([
    { type: 'channel_gone', channel },
  ]);
  expect(JSON.stringify(page.frames)).not.toContain('without her');
});

test("a tab learns nothing of others' ephemeral messages and of what others have read", async () => {
  const page = await openPage(scene, 'ben');
  const { ts = '' } = await post('ana', 'general', 'news');
  await scene.act('ana', { type: 'mark_read', channel: scene.channel('general'), ts });
  await whisper('general', 'ana', 'psst');
  await scene.act('ana', { type: 'open_home' });
  await mark(page);
  expect(kinds(page.updates())).toEqual(['message', 'presence']);
  expect(page.frames.filter((frame) => frame.type === 'change')).toHaveLength(6);
});

test('a person sees their own ephemeral messages and what they have read', async () => {
  const page = await openPage(scene, 'ben');
  await whisper('general', 'ben', 'psst');
  await scene.act('ben', { type: 'mark_read', channel: scene.channel('general'), ts: '9.000000' });
  await mark(page);
  expect(page.updates()).toMatchObject([
    { type: 'message', is_new: true, ephemeral_to: scene.user('ben'), message: { text: 'psst' } },
    { type: 'channel', channel: { last_read: '9.000000' } },
    { type: 'presence' },
  ]);
});

test('a user whom the tab does not know comes before the message that names them', async () => {
  const people = Array.from({ length: 1100 }, (_, at) => ({ name: `p${at}`, real_name: `Person ${at}` }));
  scene = await createScene({ team: defaultSeed.team, people, channels: [{ name: 'general' }] });
  const page = await openPage(scene, 'p0');
  const channel = scene.channel('general');
  await scene.act('p1050', { type: 'post', channel, text: 'hi @p1060' });
  await scene.act('p1050', { type: 'post', channel, text: 'hi again @p1060' });
  await page.caughtUp();
  const users = page.updates().filter((one) => one.type === 'user');
  expect(users).toMatchObject([{ user: { name: 'p1050' } }, { user: { name: 'p1060' } }]);
  expect(kinds(page.updates())).toEqual(['user', 'presence', 'user', 'presence', 'message', 'message']);
});

/** Opens a tab, closes it, lets things happen, and opens it again as the page would. */
async function resume(handle: string, meanwhile: () => Promise<unknown>): Promise<TestPage> {
  const before = await openPage(scene, handle);
  const { world, number } = before.snapshot();
  before.isOpen = false;
  await before.stop();
  await meanwhile();
  return openPage(scene, handle, { world, number });
}

test('a page that connects again receives the changes that it has missed', async () => {
  const page = await resume('ben', async () => {
    await post('ana', 'general', 'one');
    await post('ana', 'leads', 'two');
  });
  await mark(page);
  expect(page.frames).toMatchObject([
    { type: 'resumed' },
    { type: 'change', updates: [{ type: 'user' }, { type: 'presence' }, { message: { text: 'one' } }] },
    { type: 'change', updates: [{ type: 'message', message: { text: 'two' } }] },
    { type: 'change', updates: [{ type: 'presence' }] },
  ]);
});

test('a page that connects again sees the private channels that its person has joined and left', async () => {
  const channel = scene.channel('leads');
  const invite = () => scene.act('ana', { type: 'invite', channel, users: [scene.user('chika')] });
  const joined = await resume('chika', async () => {
    await post('ana', 'leads', 'the plan');
    await invite();
  });
  await mark(joined);
  expect(joined.updates()).toContainEqual(
    expect.objectContaining({
      type: 'channel',
      messages: [
        expect.objectContaining({ message: expect.objectContaining({ text: 'the plan' }) }),
        expect.anything(),
      ],
    }),
  );
  const left = await resume('chika', async () => {
    await post('ana', 'leads', 'before');
    await scene.act('chika', { type: 'leave', channel });
    await post('ana', 'leads', 'after');
  });
  await mark(left);
  expect(left.updates().filter(({ type }) => type !== 'presence')).toEqual([
    { type: 'channel_gone', channel },
  ]);
});

test('a page that connects again learns nothing of private channels that its person was never in', async () => {
  const page = await resume('dmitri', async () => {
    await post('ana', 'leads', 'secret');
    await scene.act('ana', { type: 'invite', channel: scene.channel('leads'), users: [scene.user('chika')] });
    await scene.act('ben', { type: 'leave', channel: scene.channel('leads') });
  });
  await post('ana', 'leads', 'secret');
  await mark(page);
  expect(page.updates()).toMatchObject([{ type: 'presence' }]);
  expect(JSON.stringify(page.frames)).not.toContain(scene.channel('leads'));
});

test('a page gets a snapshot if it comes from another world, from the future, or too late', async () => {
  const { world, number } = (await openPage(scene, 'ben')).snapshot();
  const first = async (since: { world: string; number: number }) =>
    (await openPage(scene, 'ben', since)).frames[0]?.type;
  expect(await first({ world, number })).toBe('resumed');
  expect(await first({ world: 'other', number })).toBe('snapshot');
  expect(await first({ world, number: number + 1 })).toBe('snapshot');
  for (let at = 0; at < 1000; at += 1) await post('ana', 'general', 'x');
  expect(await first({ world, number })).toBe('resumed');
  await post('ana', 'general', 'x');
  expect(await first({ world, number })).toBe('snapshot');
});

test('a tab closes its page if the store fails', async () => {
  const page = await openPage(scene, 'ben');
  scene.world.read = () => Promise.reject(new Error('The store is gone.'));
  await post('ana', 'general', 'x').catch(() => undefined);
  await scene.world.change(scene.team, async (workspace) =>
    setPresence(workspace, scene.user('dmitri'), 'active'),
  );
  await page.stop();
  expect(page.isOpen).toBe(false);
});

test('a reply that the channel shows too keeps up with its parent, and keeps it as it was once it is deleted', async () => {
  const page = await openPage(scene, 'ben');
  const channel = scene.channel('general');
  const { ts = '' } = await post('ana', 'general', 'before');
  const reply = { type: 'post', channel, text: 'reply', thread_ts: ts, reply_broadcast: true } as const;
  const { ts: replyTs } = await scene.act('ben', reply);
  const rootNow = async () => {
    await mark(page);
    const updates = page.updates().filter((one) => one.type === 'message');
    return updates.findLast(({ message }) => message.ts === replyTs)?.message.root;
  };
  expect(await rootNow()).toMatchObject({ text: 'before', reply_count: 1 });
  await scene.act('ana', { type: 'edit', channel, ts, text: 'after' });
  expect(await rootNow()).toMatchObject({ text: 'after' });
  await scene.act('ana', { type: 'delete', channel, ts });
  expect(await rootNow()).toMatchObject({ text: 'before' });
});
