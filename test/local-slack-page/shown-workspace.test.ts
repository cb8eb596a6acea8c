import type { Update } from '../../src/local-slack/protocol.js';
import { addressOf, placeOf } from '../../src/local-slack-page/frame/places.js';
import { applyUpdate } from '../../src/local-slack-page/live/shown-workspace.js';
import {
  channelsOf,
  findDirectMessage,
  isInChannel,
  nameOf,
  unreadOf,
} from '../../src/local-slack-page/live/who-sees.js';
import { channel, message, user, workspace } from './made-up.js';

type Pushed = Exclude<Update, { type: 'result' }>;

describe('updates', () => {
  const textsAfter = (updates: Pushed[]) => {
    const start = workspace({ messages: [message(1, { text: 'one' }), message(3, { text: 'three' })] });
    const after = updates.reduce<ReturnType<typeof applyUpdate>>(applyUpdate, start);
    return after?.messages.get('C1')?.map((placed) => placed.message.text);
  };
  test.each<[string, Pushed[], string[]]>([
    [
      'a new message comes last',
      [{ type: 'message', ...message(4, { text: 'four' }) }],
      ['one', 'three', 'four'],
    ],
    [
      'a late message is sorted by ts',
      [{ type: 'message', ...message(2, { text: 'two' }) }],
      ['one', 'two', 'three'],
    ],
    [
      'an update replaces the message',
      [{ type: 'message', ...message(1, { text: 'ONE' }) }],
      ['ONE', 'three'],
    ],
    [
      'an ephemeral message with the same ts is a different message',
      [{ type: 'message', ...message(1, { text: 'psst' }), ephemeral_to: 'U1' }],
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
    expect(textsAfter(updates)).toEqual(texts);
  });

  test('a channel that the person joins comes with its messages, and goes with them', () => {
    const messages = [{ ...message(1, { text: 'secret' }), channel: 'C2' }];
    const joined = applyUpdate(workspace(), { type: 'channel', channel: channel('C2'), messages });
    expect(joined?.channels.get('C2')?.name).toBe('c2');
    expect(joined?.messages.get('C2')).toEqual(messages);
    const left = joined && applyUpdate(joined, { type: 'channel_gone', channel: 'C2' });
    expect([...(left?.channels.keys() ?? []), ...(left?.messages.keys() ?? [])]).not.toContain('C2');
  });

  test('an update does not change the previous workspace', () => {
    const before = workspace({ messages: [message(1)] });
    applyUpdate(before, { type: 'message', ...message(2) });
    expect(before.messages.get('C1')).toHaveLength(1);
  });

  test('there is no workspace before the snapshot', () => {
    expect(applyUpdate(undefined, { type: 'message', ...message(1) })).toBeUndefined();
  });
});

describe('names', () => {
  test.each([
    ['the display name', user('U1', 'Ana Silva', { name: 'ana' }, { display_name: 'Annie' }), 'Annie'],
    [
      'the real name if the display name equals the handle',
      user('U1', 'Ana Silva', { name: 'ana' }, { display_name: 'ana' }),
      'Ana Silva',
    ],
    ['the handle if there is no other name', user('U1', '', { name: 'ana' }), 'ana'],
  ])('a user is shown by %s', (_, someone, name) => {
    expect(nameOf(someone)).toBe(name);
  });
});

describe('a person sees', () => {
  test('channels in order of their names, without archived ones', () => {
    const channels = [
      channel('C1', { name: 'zoo' }),
      channel('C2', { name: 'art', members: [] }),
      channel('C4', { name: 'old', is_archived: true }),
      channel('D1', { is_im: true, name: '' }),
    ];
    expect(channelsOf(workspace({ channels })).map(({ name }) => name)).toEqual(['art', 'zoo']);
  });

  test('their notes to themselves apart from direct messages with others', () => {
    const channels = [
      channel('D1', { is_im: true, members: ['U1', 'U2'] }),
      channel('D2', { is_im: true, members: ['U1'] }),
    ];
    const found = (other: string) => findDirectMessage(workspace({ channels }), 'U1', other)?.id;
    expect([found('U2'), found('U1'), found('U9')]).toEqual(['D1', 'D2', undefined]);
  });

  test.each([
    ['a message is in the channel', message(1), true],
    ['a parent is in the channel', message(1, { thread_ts: message(1).message.ts }), true],
    ['a reply is not in the channel', message(2, { thread_ts: message(1).message.ts }), false],
    [
      'a broadcast reply is in the channel',
      message(2, { thread_ts: '1', subtype: 'thread_broadcast' }),
      true,
    ],
  ])('isInChannel: %s', (_, placed, isThere) => {
    expect(isInChannel(placed)).toBe(isThere);
  });
});

describe('unread', () => {
  const messages = [
    message(1, { user: 'U2', text: 'old' }),
    message(2, { user: 'U1', text: 'mine' }),
    message(3, { user: 'U2', text: 'for <@U1>' }),
    message(4, { user: 'U2', text: 'for all' }),
    message(5, { user: 'U2', text: 'a reply', thread_ts: message(3).message.ts }),
  ];
  test.each([
    ['in a channel: messages of others, and calls for mentions', {}, { count: 2, calls: 1 }],
    ['in a direct message: a call for every message', { is_im: true }, { count: 2, calls: 2 }],
    ['in a channel that the person has not joined: nothing', { members: ['U2'] }, { count: 0, calls: 0 }],
  ])('counts %s', (_, fields, unread) => {
    const read = channel('C1', { last_read: { U1: message(1).message.ts }, ...fields });
    expect(unreadOf(workspace({ channels: [read], messages }), read, 'U1')).toEqual(unread);
  });
});

describe('addresses', () => {
  const channels = [
    channel('C1', { name: 'art' }),
    channel('C2', { name: 'general', is_general: true }),
    channel('D1', { is_im: true, members: ['U1', 'U9'] }),
  ];
  test.each([
    ['an empty address leads to #general', {}, { kind: 'channel', channel: 'C2' }],
    ['the id of a channel leads to the channel', { where: 'C1' }, { kind: 'channel', channel: 'C1' }],
    [
      'a channel that the person cannot see leads to #general',
      { where: 'C3' },
      { kind: 'channel', channel: 'C2' },
    ],
    ['the id of a person leads to their direct message', { where: 'U2' }, { kind: 'dm', user: 'U2' }],
    [
      'the word app leads to the given tab of the app',
      { where: 'app', tab: 'home' },
      { kind: 'app', tab: 'home' },
    ],
    [
      'the direct message with the app leads to the messages of the app',
      { where: 'D1' },
      { kind: 'app', tab: 'messages' },
    ],
  ])('%s', (_, address, place) => {
    expect(placeOf(workspace({ channels }), address)).toEqual(place);
  });

  test('an address leads back to its place', () => {
    expect(addressOf('U1', { kind: 'app', tab: 'home' })).toEqual({ as: 'U1', where: 'app', tab: 'home' });
  });
});
