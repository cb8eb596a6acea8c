import { orderKeyOf } from '../../src/slack/index.js';

const event = (inner: object) => ({ team_id: 'T1', event: inner });

test.each<[string, string, Record<string, unknown>, string | undefined]>([
  [
    'a message in a channel',
    'event',
    event({ type: 'message', channel: 'C1', user: 'U1', ts: '1.1' }),
    'T1:C1:',
  ],
  [
    'a message in a thread',
    'event',
    event({ type: 'message', channel: 'C1', user: 'U1', ts: '1.2', thread_ts: '1.1' }),
    'T1:C1:1.1',
  ],
  [
    'the edit of a message in a thread',
    'event',
    event({ type: 'message', subtype: 'message_changed', channel: 'C1', message: { thread_ts: '1.1' } }),
    'T1:C1:1.1',
  ],
  [
    'the deletion of a message in a thread',
    'event',
    event({
      type: 'message',
      subtype: 'message_deleted',
      channel: 'C1',
      previous_message: { thread_ts: '1.1' },
    }),
    'T1:C1:1.1',
  ],
  ['a reaction', 'event', event({ type: 'reaction_added', user: 'U1', item: { channel: 'C1' } }), 'T1:C1:'],
  ['a home tab', 'event', event({ type: 'app_home_opened', user: 'U1', channel: 'D1' }), 'T1:D1:'],
  ['a new member', 'event', event({ type: 'team_join', user: { id: 'U1' } }), 'T1:user:U1'],
  ['an event without user or channel', 'event', event({ type: 'tokens_revoked' }), undefined],
  [
    'the installation, not the outer workspace',
    'event',
    { ...event({ type: 'message', channel: 'C1' }), authorizations: [{ team_id: 'T2' }] },
    'T2:C1:',
  ],
  [
    'an organisation',
    'event',
    {
      ...event({ type: 'message', channel: 'C1' }),
      authorizations: [{ team_id: null, enterprise_id: 'E1' }],
    },
    'E1:C1:',
  ],
  [
    'a button in a thread',
    'block_actions',
    { team: { id: 'T1' }, user: { id: 'U1' }, channel: { id: 'C1' }, message: { thread_ts: '1.1' } },
    'T1:C1:1.1',
  ],
  ['a button in a modal', 'block_actions', { team: { id: 'T1' }, user: { id: 'U1' } }, 'T1:user:U1'],
])('the conversation of %s', (_case, kind, body, expected) => {
  expect(orderKeyOf(kind, body)).toBe(expected);
});
