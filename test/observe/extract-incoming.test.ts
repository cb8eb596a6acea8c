import { extractIncoming } from '../../src/observe/extract.js';
import { ANN, ANN_FACTS, NOW, partly, told, whole } from './told.js';

const whose = { team_id: 'T1', is_enterprise_install: false };
const event = (inner: Record<string, unknown>, body: Record<string, unknown> = {}) =>
  extractIncoming({ kind: 'event', whose, body: { team_id: 'T1', ...body, event: inner } }, NOW);

test.each<[string, Record<string, unknown>, unknown[]]>([
  ['user_change', { user: ANN }, [{ ...whole, kind: 'user', id: 'U1', facts: ANN_FACTS }]],
  ['team_join', { user: ANN }, [{ ...whole, kind: 'user', id: 'U1', facts: ANN_FACTS }]],
  [
    'channel_rename',
    { channel: { id: 'C1', name: 'new' } },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { name: 'new' } }],
  ],
  [
    'channel_created',
    { channel: { id: 'C1', name: 'new', is_channel: true } },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { name: 'new', is_channel: true } }],
  ],
  [
    'channel_archive',
    { channel: 'C1', user: 'U1' },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { is_archived: true } }],
  ],
  [
    'channel_unarchive',
    { channel: 'C1' },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { is_archived: false } }],
  ],
  [
    'channel_deleted',
    { channel: 'C1' },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { is_archived: true } }],
  ],
  [
    'channel_left',
    { channel: 'C1' },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { is_member: false } }],
  ],
  [
    'bot_changed',
    { bot: { id: 'B1', app_id: 'A1', name: 'poll' } },
    [{ ...partly, kind: 'bot', id: 'B1', facts: { app_id: 'A1', name: 'poll' } }],
  ],
  ['team_rename', { name: 'Acme' }, [{ ...partly, kind: 'team', id: 'T1', facts: { name: 'Acme' } }]],
  [
    'team_domain_change',
    { domain: 'acme' },
    [{ ...partly, kind: 'team', id: 'T1', facts: { domain: 'acme' } }],
  ],
  [
    'message',
    {
      channel: 'D1',
      channel_type: 'im',
      user: 'U1',
      user_profile: { name: 'ann', real_name: 'Ann', display_name: 'A', team: 'T9', image_72: 'http://i' },
      bot_profile: { id: 'B1', app_id: 'A1', name: 'poll', deleted: false },
    },
    [
      {
        ...partly,
        kind: 'user',
        id: 'U1',
        facts: {
          name: 'ann',
          real_name: 'Ann',
          display_name: 'A',
          home_team_id: 'T9',
          image_url: 'http://i',
        },
      },
      { ...partly, kind: 'bot', id: 'B1', facts: { app_id: 'A1', name: 'poll', deleted: false } },
      { ...partly, kind: 'channel', id: 'D1', facts: { is_im: true } },
    ],
  ],
  [
    'message',
    { channel: 'C1', subtype: 'channel_name', name: 'new' },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { name: 'new' } }],
  ],
  [
    'message',
    { channel: 'C1', subtype: 'channel_topic', topic: '' },
    [{ ...partly, kind: 'channel', id: 'C1', facts: { topic: '' } }],
  ],
  ['message', { channel: 'C1', channel_type: 'channel', text: 'hi', user: 'U1' }, []],
  ['something_new', { user: ANN }, []],
])('the event %s %j teaches', (type, inner, expected) => {
  expect(told(event({ type, ...inner }))).toEqual(expected);
});

test.each([
  ['the app itself', 'UBOT', [{ ...partly, kind: 'channel', id: 'C1', facts: { is_member: true } }]],
  ['another user', 'U2', []],
])('a channel that %s joins', (_, user, expected) => {
  const body = { authorizations: [{ user_id: 'UBOT' }] };
  expect(told(event({ type: 'member_joined_channel', user, channel: 'C1' }, body))).toEqual(expected);
});

test.each([
  ['at the time of the event', { event_ts: '1700000050.000100' }, 1_700_000_050_000],
  ['not in the future', { event_ts: '1800000000.0' }, NOW.getTime()],
  ['now, if the event has no time', {}, NOW.getTime()],
])('the facts of an event were seen %s', (_, more, expected) => {
  const [lesson] = event({ type: 'channel_archive', channel: 'C1', ...more }).entities;
  expect(lesson?.seenAt.getTime()).toBe(expected);
});

test('a command names its user, channel, workspace and organisation', () => {
  const body = {
    ...{ user_id: 'U1', user_name: 'ann', channel_id: 'C1', channel_name: 'general' },
    ...{ team_id: 'T1', team_domain: 'acme', enterprise_id: 'E1', enterprise_name: 'Globe' },
  };
  expect(told(extractIncoming({ kind: 'command', whose, body }, NOW))).toEqual([
    { ...partly, kind: 'user', id: 'U1', facts: { name: 'ann' } },
    { ...partly, kind: 'channel', id: 'C1', facts: { name: 'general' } },
    { ...partly, kind: 'team', id: 'T1', facts: { domain: 'acme', enterprise_id: 'E1' } },
    { ...partly, kind: 'team', team_id: 'E1', id: 'E1', facts: { name: 'Globe' } },
  ]);
});

test.each(['directmessage', 'privategroup'])('%s is not taken as the name of a channel', (name) => {
  const body = { channel_id: 'D1', channel_name: name };
  expect(told(extractIncoming({ kind: 'command', whose, body }, NOW))).toEqual([]);
});

test('an interaction names its user, channel and workspace', () => {
  const body = {
    user: { id: 'U1', username: 'ann', name: 'ann', team_id: 'T9' },
    channel: { id: 'C1', name: 'general' },
    team: { id: 'T1', domain: 'acme' },
    enterprise: null,
  };
  expect(told(extractIncoming({ kind: 'block_actions', whose, body }, NOW))).toEqual([
    { ...partly, kind: 'user', id: 'U1', facts: { name: 'ann', home_team_id: 'T9' } },
    { ...partly, kind: 'channel', id: 'C1', facts: { name: 'general' } },
    { ...partly, kind: 'team', id: 'T1', facts: { domain: 'acme' } },
  ]);
});

describe('changes for the ledger from events', () => {
  const at = new Date(1_700_000_050_000);
  const base = { type: 'message', channel: 'C1', event_ts: '1700000050.0' };
  const where = { team_id: 'T1', channel: 'C1' };

  test.each<[string, Record<string, unknown>, unknown[]]>([
    [
      'a deletion',
      { subtype: 'message_deleted', deleted_ts: '1.1' },
      [{ change: 'deleted', ...where, ts: '1.1', at }],
    ],
    [
      'a tombstone',
      { subtype: 'message_changed', message: { ts: '1.1', subtype: 'tombstone' } },
      [{ change: 'deleted', ...where, ts: '1.1', at }],
    ],
    [
      'an edit',
      {
        subtype: 'message_changed',
        message: { ts: '1.1', text: 'b', edited: { ts: '1700000049.0' }, user: 'U1' },
        previous_message: { ts: '1.1', text: 'a' },
      },
      [{ change: 'shown', ...where, ts: '1.1', at: new Date(1_700_000_049_000), content: { text: 'b' } }],
    ],
    [
      'no unfurling',
      {
        subtype: 'message_changed',
        message: { ts: '1.1', text: 'b', edited: { ts: '1700000049.0' }, attachments: [{}] },
        previous_message: { ts: '1.1', text: 'b', edited: { ts: '1700000049.0' } },
      },
      [],
    ],
    ['no post', { text: 'hi', ts: '1.1' }, []],
    ['nothing without a ts', { subtype: 'message_changed', message: {} }, []],
  ])('%s', (_, more, expected) => {
    expect(event({ ...base, ...more }).ledger).toEqual(expected);
  });
});
