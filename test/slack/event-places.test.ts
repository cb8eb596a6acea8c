import { shapes } from '../../src/gen/havoc/slack/events/v1/shapes.js';
import { EVENT_PLACES } from '../../src/slack/event-places.js';
import { aboutWhom, orderKeyOf } from '../../src/slack/index.js';
import { EVENT_SAMPLES } from './event-samples.js';

const IDS: Record<string, object> = {
  user: { user_id: 'U_WHO' },
  channel: { channel_id: 'C_WHERE' },
  thread: { thread_ts: '1.1' },
  bot: { bot_id: 'B_BOT' },
};

test('every event that Slack declares has a row and a sample', () => {
  const declared = [...(shapes.Event?.slots.keys() ?? [])].filter((type) => type !== 'unknown');
  expect(declared.length).toBeGreaterThan(85);
  const sampled = new Set(EVENT_SAMPLES.map(([{ type }]) => type));
  expect(declared.filter((type) => !Object.hasOwn(EVENT_PLACES, type))).toEqual([]);
  expect(Object.keys(EVENT_PLACES).filter((type) => !sampled.has(type))).toEqual([]);
});

test.each(EVENT_SAMPLES.map(([event, ids]) => [event.type, ids || 'no one', event, ids] as const))(
  '%s names %s',
  (_type, _words, event, ids) => {
    const named = ids.split(' ').map((id) => IDS[id] ?? {});
    const about = aboutWhom('event', { team_id: 'T1', event });
    expect(JSON.parse(JSON.stringify(about))).toEqual(Object.assign({ team_id: 'T1' }, ...named));
  },
);

test('an event that names a user or a channel has an order key', () => {
  const keys = EVENT_SAMPLES.map(([event, ids]) => [ids, orderKeyOf('event', { team_id: 'T1', event })]);
  const expected = EVENT_SAMPLES.map(([, ids]) => {
    const thread = ids.includes('thread') ? '1.1' : '';
    if (ids.includes('channel')) return [ids, `T1:C_WHERE:${thread}`];
    return [ids, ids.includes('user') ? 'T1:user:U_WHO' : undefined];
  });
  expect(keys).toEqual(expected);
});

test.each([
  ['the usual keys', { user: 'U_WHO', channel: 'C_WHERE', thread_ts: '1.1', bot_id: 'B_BOT' }],
  ['objects', { user: { id: 'U_WHO' }, channel: { id: 'C_WHERE' }, thread_ts: '1.1', bot_id: 'B_BOT' }],
  ['ids', { user_id: 'U_WHO', channel_id: 'C_WHERE', thread_ts: '1.1', bot_id: 'B_BOT' }],
  [
    'an item and a message',
    { item: { channel: 'C_WHERE' }, message: { user: 'U_WHO', thread_ts: '1.1', bot_id: 'B_BOT' } },
  ],
  [
    'an assistant’s thread',
    { assistant_thread: { user_id: 'U_WHO', channel_id: 'C_WHERE', thread_ts: '1.1' }, bot_id: 'B_BOT' },
  ],
])('in an event of an unknown type, %s are found', (_case, event) => {
  const about = aboutWhom('event', { event: { type: 'brand_new', ...event } });
  expect(about).toEqual({ user_id: 'U_WHO', channel_id: 'C_WHERE', thread_ts: '1.1', bot_id: 'B_BOT' });
});

test.each([
  ['event', { event: { type: 'link_shared', channel: { id: 'COMPOSER' }, user: 'UREVOKEDU' } }],
  ['event', { event: { type: 'brand_new', channel_id: 'COMPOSER', user_id: '' } }],
  ['event', { event: { type: 'message', user: 7, channel: ['C1'], bot_id: null } }],
  ['event', { event: 'nothing' }],
  ['command', { channel_id: 'COMPOSER', user_id: 'UREVOKEDU' }],
  ['block_actions', { container: { channel_id: 'COMPOSER' }, user: { id: 'UREVOKEDU' } }],
  ['event', { event: { type: 'message', user: 'U'.repeat(6_000), channel: 'C\0', thread_ts: '1.1\ud800' } }],
  ['command', { team_id: 'T 1', channel_id: 'C\n1', user_id: 'Ü1' }],
])('a stand-in or a malformed id is left out of %s', (kind, body) => {
  expect(JSON.parse(JSON.stringify(aboutWhom(kind, body)))).toEqual({});
  expect(orderKeyOf(kind, body)).toBeUndefined();
});
