import type { Update } from '../../src/local-slack/protocol.js';
import { applyUpdate, type ShownWorkspace } from '../../src/local-slack-page/live/shown-workspace.js';
import { isInChannel } from '../../src/local-slack-page/live/unread.js';
import { unreadOf } from '../../src/local-slack-page/live/who-sees.js';
import { channel, message, posted, workspace } from './made-up.js';

const updated = (start: ShownWorkspace, updates: Update[]) => updates.reduce(applyUpdate, start);
const unreadIn = (shown: ShownWorkspace, id = 'C1') => unreadOf(shown, shown.channels.get(id) ?? channel(id));
const theirs = (seconds: number, fields = {}) => message(seconds, { user: 'U2', ...fields });

test.each([
  ['a message is in the channel', message(1), true],
  ['a parent is in the channel', message(1, { thread_ts: message(1).message.ts }), true],
  ['a reply is not in the channel', message(2, { thread_ts: message(1).message.ts }), false],
  ['a broadcast reply is in the channel', message(2, { thread_ts: '1', subtype: 'thread_broadcast' }), true],
])('isInChannel: %s', (_, placed, isThere) => {
  expect(isInChannel(placed)).toBe(isThere);
});

describe('new messages in a channel that was not read', () => {
  const updates = [
    posted(theirs(1, { text: 'old' })),
    posted(message(2, { user: 'U1', text: 'mine' })),
    posted(theirs(3, { text: 'for <@U1>' })),
    posted(theirs(4, { text: 'for all' })),
    posted(theirs(4, { text: 'for all, edited' }), false),
    posted(theirs(5, { text: 'a reply', thread_ts: message(3).message.ts })),
  ];
  test.each([
    ['in a channel: messages of others, and calls for mentions', {}, { count: 2, calls: 1 }],
    ['in a direct message: a call for every message', { is_im: true }, { count: 2, calls: 2 }],
    ['in a channel that the person has not joined: nothing', { is_member: false }, { count: 0, calls: 0 }],
  ])('count %s', (_, fields, unread) => {
    const channels = [channel('C1', { last_read: message(1).message.ts, ...fields })];
    expect(unreadIn(updated(workspace({ channels }), updates))).toEqual(unread);
  });

  test('add to what the snapshot counted, up to 100', () => {
    const start = workspace({ unread: { C1: { count: 99, calls: 3 } } });
    const counts = [1, 2].map((seconds) => posted(theirs(seconds)));
    expect(unreadIn(updated(start, counts.slice(0, 1)))).toEqual({ count: 100, calls: 3 });
    expect(unreadIn(updated(start, counts))).toEqual({ count: 100, calls: 3 });
  });
});

describe('reading', () => {
  const readUpTo = (seconds: number): Update => ({
    type: 'channel',
    channel: channel('C1', { last_read: message(seconds).message.ts }),
  });

  test('resets the count', () => {
    const start = workspace({ unread: { C1: { count: 7, calls: 1 } } });
    expect(unreadIn(updated(start, [readUpTo(9)]))).toEqual({ count: 0, calls: 0 });
  });

  test('leaves the messages after the last one that was read, if the page knows them', () => {
    const start = workspace({}, [theirs(1), theirs(2), theirs(3)]);
    expect(unreadIn(updated(start, [readUpTo(1)]))).toEqual({ count: 2, calls: 0 });
  });

  test('is not what any other change of the channel means', () => {
    const start = workspace({ unread: { C1: { count: 7, calls: 1 } } });
    const renamed: Update = { type: 'channel', channel: channel('C1', { name: 'renamed' }) };
    expect(unreadIn(updated(start, [renamed]))).toEqual({ count: 7, calls: 1 });
  });
});

test('a deleted message that was not read counts no longer', () => {
  const start = updated(workspace({}, []), [posted(theirs(1)), posted(theirs(2))]);
  const deletion: Update = { type: 'message_deleted', channel: 'C1', ts: theirs(1).message.ts };
  expect(unreadIn(updated(start, [deletion]))).toEqual({ count: 1, calls: 0 });
});
