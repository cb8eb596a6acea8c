import type { PlacedMessage, Update } from '../../src/local-slack/protocol.js';
import { openWorkspace } from '../../src/local-slack-page/live/live-workspace.js';
import type { ShownWorkspace } from '../../src/local-slack-page/live/shown-workspace.js';
import { channelMessagesOf } from '../../src/local-slack-page/live/who-sees.js';
import { createFakeServer } from './fake-server.js';
import { channel, message, posted, snapshot, user } from './made-up.js';

let stop = () => {};
afterEach(() => stop());

/** A workspace with the channel C1, which is not read yet. */
async function open() {
  const server = createFakeServer();
  let shown: ShownWorkspace | undefined;
  const live = openWorkspace({
    url: 'ws://local/live',
    wanted: {},
    dial: server.dial,
    onStatus: () => {},
    onWorkspace: (next) => {
      shown = next;
    },
  });
  stop = live.stop;
  const tab = await server.tab();
  tab.send({ type: 'snapshot', snapshot: snapshot() });
  let number = 10;
  return {
    ...live,
    tab,
    shown: () => shown,
    push: (...updates: Update[]) => tab.send({ type: 'change', number: ++number, updates }),
    texts: () => {
      const history = shown?.histories.get('C1');
      return history && channelMessagesOf(history).map((placed) => placed.message.text);
    },
  };
}

const say = (seconds: number, text = `${seconds}`): PlacedMessage => message(seconds, { text, user: 'U2' });
const readChannel = { type: 'read_channel', channel: 'C1' } as const;

describe('reading a channel', () => {
  test('shows its messages, and the users that they name', async () => {
    const { request, tab, shown, texts } = await open();
    const reading = request(readChannel);
    tab.answer('read_channel', { ok: true, messages: [say(1), say(2)], users: [user('U7', 'Gil')] });
    await reading;
    expect(texts()).toEqual(['1', '2']);
    expect(shown()?.users.get('U7')?.real_name).toBe('Gil');
    expect(shown()?.histories.get('C1')?.from).toBe('');
  });

  test('continues with older messages before the oldest one', async () => {
    const { request, tab, shown, texts } = await open();
    const newest = request(readChannel);
    tab.answer('read_channel', { ok: true, messages: [say(3), say(4)], has_more: true });
    await newest;
    expect(shown()?.histories.get('C1')?.from).toBe(say(3).message.ts);
    const older = request({ ...readChannel, before: say(3).message.ts });
    tab.answer('read_channel', { ok: true, messages: [say(1), say(2)], has_more: false });
    await older;
    expect(texts()).toEqual(['1', '2', '3', '4']);
    expect(shown()?.histories.get('C1')?.from).toBe('');
  });

  test('is not asked for twice at once', async () => {
    const { request, tab } = await open();
    const both = [request(readChannel), request(readChannel)];
    expect(tab.requests).toHaveLength(1);
    tab.answer('read_channel', { ok: true, messages: [] });
    expect(await Promise.all(both)).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test.each<[string, Update[], string[]]>([
    ['a new message', [posted(say(3))], ['1', '2', '3']],
    ['a new message that the server had read already', [posted(say(2))], ['1', '2']],
    ['an edit', [posted(say(1, 'one'), false)], ['one', '2']],
    ['a deletion', [{ type: 'message_deleted', channel: 'C1', ts: say(2).message.ts }], ['1']],
    ['a message elsewhere', [posted({ ...say(3), channel: 'C2' })], ['1', '2']],
  ])('does not lose %s that comes before the result', async (_, updates, expected) => {
    const { request, tab, push, texts } = await open();
    const reading = request(readChannel);
    push(...updates);
    tab.answer('read_channel', { ok: true, messages: [say(1), say(2)] });
    await reading;
    expect(texts()).toEqual(expected);
  });

  test('changes nothing if it fails', async () => {
    const { request, tab, texts } = await open();
    const reading = request(readChannel);
    tab.answer('read_channel', { ok: false, error: 'channel_not_found' });
    expect(await reading).toMatchObject({ ok: false });
    expect(texts()).toBeUndefined();
  });

  test('counts again what is unread', async () => {
    const { request, tab, push, shown } = await open();
    push(posted(say(1)), posted(say(2)));
    expect(shown()?.unread.get('C1')?.count).toBe(2);
    const reading = request(readChannel);
    tab.answer('read_channel', { ok: true, messages: [say(2)] });
    await reading;
    expect(shown()?.unread.get('C1')?.count).toBe(1);
  });
});

test('a thread adds its messages to the history, but not to the channel', async () => {
  const { request, tab, shown, texts } = await open();
  const reading = request(readChannel);
  tab.answer('read_channel', { ok: true, messages: [say(5)], has_more: true });
  await reading;
  const ts = say(1).message.ts;
  const thread = request({ type: 'read_thread', channel: 'C1', ts });
  const reply = message(6, { thread_ts: ts });
  tab.answer('read_thread', { ok: true, messages: [say(1), reply] });
  await thread;
  expect(texts()).toEqual(['5']);
  expect(shown()?.histories.get('C1')?.messages).toEqual([say(1), say(5), reply]);
  expect(shown()?.histories.get('C1')?.threads.has(ts)).toBe(true);
});

test('users and channels that were found are added, and known ones stay as they are', async () => {
  const { request, tab, shown } = await open();
  const finding = request({ type: 'find', text: 'g' });
  const channels = [channel('C1', { name: 'stale' }), channel('C8', { name: 'garden' })];
  tab.answer('find', { ok: true, users: [user('U7', 'Gil')], channels });
  await finding;
  expect([...(shown()?.channels.values() ?? [])].map(({ name }) => name)).toEqual(['c1', 'garden']);
  expect(shown()?.users.has('U7')).toBe(true);
});

test('a notice of Slackbot is shown until it is forgotten, and is not unread', async () => {
  const { request, tab, notify, forget, shown, texts } = await open();
  const reading = request(readChannel);
  tab.answer('read_channel', { ok: true, messages: [say(1)] });
  await reading;
  notify('C1', 'No such command.');
  expect(texts()).toEqual(['1', 'No such command.']);
  expect(shown()?.unread.get('C1')?.count).toBe(1);
  const notice = shown()?.histories.get('C1')?.messages.at(-1);
  forget(notice as PlacedMessage);
  expect(texts()).toEqual(['1']);
});
