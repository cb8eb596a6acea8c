import { findMessage, getChannel } from '../../../src/local-slack/workspaces/find.js';
import { postMessage } from '../../../src/local-slack/workspaces/messages.js';
import { apps } from '../../../src/local-slack/world/collections.js';
import { defaultSeed, type SeedApp } from '../../../src/local-slack/world/seed.js';
import { createScene, type TestScene } from '../support/scene.js';

const poll: SeedApp = {
  name: 'poll',
  commands: ['/poll'],
  shortcuts: [{ type: 'global', name: 'New poll', callback_id: 'new' }],
};
const notes: SeedApp = {
  name: 'notes',
  shortcuts: [
    { type: 'message', name: 'Keep', callback_id: 'new' },
    { type: 'global', name: 'Note', callback_id: 'note' },
  ],
};
const sheets: SeedApp = { name: 'sheets', commands: ['/sheet'] };

const sceneOf = (...all: SeedApp[]) => createScene({ ...defaultSeed, apps: all });
const idOf = (scene: TestScene, name: string) =>
  scene.store.now.all(apps).find((app) => app.name === name)?.id;
const namesOf = (scene: TestScene) => scene.asked.map(({ app }) => scene.store.now.find(apps, app)?.name);

test.each([
  ['/poll', [poll, notes, sheets], 'poll'],
  ['/sheet', [poll, notes, sheets], 'sheets'],
  ['/other', [poll, notes, sheets], 'notes'],
  ['/poll', [notes, poll], 'poll'],
  ['/other', [notes], 'notes'],
])('the command %s goes to the app that takes it', async (command, all, receiver) => {
  const scene = await sceneOf(...all);
  const channel = scene.channel('general');
  expect(await scene.act('ana', { type: 'command', channel, command, text: '' })).toEqual({ ok: true });
  expect(namesOf(scene)).toEqual([receiver]);
});

test('a command that no app takes is refused', async () => {
  const scene = await sceneOf(poll, sheets);
  const channel = scene.channel('general');
  expect(await scene.act('ana', { type: 'command', channel, command: '/other', text: '' })).toEqual({
    ok: false,
    error: 'invalid_command',
    text: '/other is not a valid command.',
  });
  expect(scene.asked).toEqual([]);
});

test('a shortcut goes to the given app, the one that declares it, or the first one', async () => {
  const scene = await sceneOf(poll, notes, sheets);
  await scene.act('ana', { type: 'shortcut', callback_id: 'new' });
  await scene.act('ana', { type: 'shortcut', callback_id: 'note' });
  await scene.act('ana', { type: 'shortcut', callback_id: 'other' });
  await scene.act('ana', { type: 'shortcut', callback_id: 'note', app: idOf(scene, 'sheets') });
  const channel = scene.channel('general');
  const { ts = '' } = await scene.act('ana', { type: 'post', channel, text: 'x' });
  await scene.act('ana', { type: 'message_shortcut', callback_id: 'new', channel, ts });
  expect(namesOf(scene)).toEqual(['poll', 'notes', 'poll', 'sheets', 'notes']);
  await expect(scene.act('ana', { type: 'shortcut', callback_id: 'x', app: 'A404' })).rejects.toMatchObject({
    fields: { slack_error: 'app_not_found' },
  });
});

test('a click goes to the app that posted the message', async () => {
  const scene = await sceneOf(poll, notes);
  const block = {
    type: 'actions',
    block_id: 'b',
    elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Go' } }],
  };
  const channel = scene.channel('general');
  const post = (by_app?: string) =>
    scene.world.change(scene.team, async (workspace) =>
      postMessage(workspace, await getChannel(workspace, channel, scene.user('ana')), {
        user: scene.user(by_app ? 'notes' : 'ana'),
        by_app,
        blocks: [block],
      }),
    );
  const click = (ts: string) => {
    const container = { type: 'message' as const, channel, ts };
    return scene.act('ben', { type: 'action', container, block_id: 'b', action_id: 'a' });
  };
  const { ts } = await post(idOf(scene, 'notes'));
  expect(await click(ts)).toEqual({ ok: true });
  expect(namesOf(scene)).toEqual(['notes']);
  const message = await scene.world.read(scene.team, (workspace) => findMessage(workspace, channel, ts));
  expect(scene.asked[0]?.body).toMatchObject({ api_app_id: idOf(scene, 'notes'), message });
  const byPerson = await post();
  await expect(click(byPerson.ts)).rejects.toMatchObject({ fields: { slack_error: 'app_not_found' } });
});

test('the App Home of each app opens the direct message with its bot', async () => {
  const scene = await sceneOf(poll, notes);
  const first = await scene.act('ana', { type: 'open_home' });
  const second = await scene.act('ana', { type: 'open_home', app: idOf(scene, 'notes') });
  expect(await scene.act('ana', { type: 'open_dm', users: [scene.user('poll')] })).toEqual(first);
  expect(await scene.act('ana', { type: 'open_dm', users: [scene.user('notes')] })).toEqual(second);
});
