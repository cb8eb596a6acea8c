import type { PlacedMessage, Update } from '../../src/local-slack/protocol.js';
import {
  applyFrame,
  applyUpdate,
  type ShownWorkspace,
} from '../../src/local-slack-page/live/shown-workspace.js';
import { app, channel, message, posted, snapshot, workspace } from './made-up.js';

const textsIn = (shown: ShownWorkspace | undefined, id = 'C1') =>
  shown?.histories.get(id)?.messages.map((placed) => placed.message.text);

describe('updates of messages in a channel that was read', () => {
  test.each<[string, Update[], string[]]>([
    ['a new message comes last', [posted(message(4, { text: 'four' }))], ['one', 'three', 'four']],
    ['a late message is sorted by ts', [posted(message(2, { text: 'two' }))], ['one', 'two', 'three']],
    ['an update replaces the message', [posted(message(1, { text: 'ONE' }), false)], ['ONE', 'three']],
    [
      'an ephemeral message with the same ts is a different message',
      [posted({ ...message(1, { text: 'psst' }), ephemeral_to: 'U1' })],
      ['one', 'psst', 'three'],
    ],
    [
      'a deletion removes the message',
      [{ type: 'message_deleted', channel: 'C1', ts: message(1).message.ts }],
      ['three'],
    ],
    [
      'a deletion of an unknown message changes nothing',
      [{ type: 'message_deleted', channel: 'C1', ts: '0' }],
      ['one', 'three'],
    ],
  ])('%s', (_, updates, texts) => {
    const start = workspace({}, [message(1, { text: 'one' }), message(3, { text: 'three' })]);
    expect(textsIn(applyFrame(start, { type: 'change', number: 11, updates }))).toEqual(texts);
  });
});

describe('frames', () => {
  test('a snapshot comes without messages', () => {
    const shown = applyFrame(workspace({}, [message(1)]), { type: 'snapshot', snapshot: snapshot() });
    expect(shown?.histories.size).toBe(0);
  });

  test('all updates of a change are applied', () => {
    const updates: Update[] = [posted(message(1, { text: 'a' })), posted(message(2, { text: 'b' }))];
    expect(textsIn(applyFrame(workspace({}, []), { type: 'change', number: 11, updates }))).toEqual([
      'a',
      'b',
    ]);
  });

  test('a change without updates, and a resumption, leave the workspace as it is', () => {
    const before = workspace();
    expect(applyFrame(before, { type: 'change', number: 11, updates: [] })).toBe(before);
    expect(applyFrame(before, { type: 'resumed' })).toBe(before);
  });

  test('there is no workspace before the snapshot', () => {
    expect(
      applyFrame(undefined, { type: 'change', number: 1, updates: [posted(message(1))] }),
    ).toBeUndefined();
  });
});

test('messages of a channel that was not read are not kept', () => {
  expect(textsIn(applyUpdate(workspace(), posted(message(1))))).toBeUndefined();
});

describe('a channel that the person can see from now on', () => {
  const inC2 = (placed: PlacedMessage): PlacedMessage => ({ ...placed, channel: 'C2' });
  const joinedWith = (messages: PlacedMessage[]) =>
    applyUpdate(workspace(), { type: 'channel', channel: channel('C2'), messages });

  test('comes with its messages, and goes with them', () => {
    const joined = joinedWith([inC2(message(1, { user: 'U2', text: 'secret' }))]);
    expect(joined.channels.get('C2')?.name).toBe('c2');
    expect(textsIn(joined, 'C2')).toEqual(['secret']);
    expect(joined.unread.get('C2')).toEqual({ count: 1, calls: 0 });
    const left = applyUpdate(joined, { type: 'channel_gone', channel: 'C2' });
    expect([...left.channels.keys(), ...left.histories.keys(), ...left.unread.keys()]).not.toContain('C2');
  });

  test.each([
    [49, ''],
    [50, inC2(message(0)).message.ts],
  ])('and comes with %i messages, was read from %j on', (count, from) => {
    const joined = joinedWith(Array.from({ length: count }, (_, index) => inC2(message(index))));
    expect(joined.histories.get('C2')?.from).toBe(from);
  });
});

test('an update does not change the previous workspace', () => {
  const before = workspace({}, [message(1)]);
  applyUpdate(before, posted(message(2)));
  expect(textsIn(before)).toHaveLength(1);
});

test('an app replaces the same app, or is added', () => {
  const renamed = applyUpdate(workspace(), { type: 'app', app: app('A1', 'Votes') });
  const added = applyUpdate(renamed, { type: 'app', app: app('A2', 'Deploys') });
  expect(added.apps.map(({ name }) => name)).toEqual(['Votes', 'Deploys']);
});

test('an app that was uninstalled is taken away', () => {
  const added = applyUpdate(workspace(), { type: 'app', app: app('A2', 'Deploys') });
  const before = added.apps.length;
  const gone = applyUpdate(added, { type: 'app_gone', app: 'A2' });
  expect(gone.apps.map(({ id }) => id)).not.toContain('A2');
  expect(gone.apps).toHaveLength(before - 1);
});
