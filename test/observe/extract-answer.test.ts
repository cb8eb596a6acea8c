import { extractAnswer } from '../../src/observe/extract.js';
import { ANN, ANN_FACTS, NOW, partly, told, whole } from './told.js';

const seen = { team_id: 'T1', at: NOW };
const answer = (method: string, body: Record<string, unknown>, args = {}, error?: string) =>
  extractAnswer({ method, args }, { ok: error === undefined, error, body: { ...body, error } }, seen);
const channel = { id: 'C1', name: 'general', is_channel: true, topic: { value: 't' }, is_member: true };
const channelFacts = { name: 'general', is_channel: true, topic: 't', is_member: true };

test.each<[string, Record<string, unknown>, unknown[]]>([
  ['users.info', { user: ANN }, [{ ...whole, kind: 'user', id: 'U1', facts: ANN_FACTS }]],
  ['users.list', { members: [ANN, null, 'x'] }, [{ ...whole, kind: 'user', id: 'U1', facts: ANN_FACTS }]],
  ['conversations.info', { channel }, [{ ...whole, kind: 'channel', id: 'C1', facts: channelFacts }]],
  [
    'conversations.list',
    { channels: [channel] },
    [{ ...whole, kind: 'channel', id: 'C1', facts: channelFacts }],
  ],
  [
    'users.conversations',
    { channels: [channel] },
    [{ ...partly, kind: 'channel', id: 'C1', facts: channelFacts }],
  ],
  ['conversations.open', { channel: { id: 'D1' } }, []],
  [
    'team.info',
    { team: { id: 'T1', name: 'Acme', domain: 'acme', icon: { image_68: 'http://i' } } },
    [{ ...whole, kind: 'team', id: 'T1', facts: { name: 'Acme', domain: 'acme', icon_url: 'http://i' } }],
  ],
  [
    'bots.info',
    { bot: { id: 'B1', user_id: 'U9' } },
    [{ ...whole, kind: 'bot', id: 'B1', facts: { user_id: 'U9' } }],
  ],
  [
    'auth.test',
    { url: 'https://acme.slack.com/', team: 'Acme', team_id: 'T1', user: 'poll', user_id: 'U9' },
    [
      { ...partly, kind: 'team', id: 'T1', facts: { name: 'Acme', domain: 'acme' } },
      { ...partly, kind: 'user', id: 'U9', facts: { name: 'poll' } },
    ],
  ],
  [
    'chat.postMessage',
    { message: { bot_profile: { id: 'B1', name: 'poll' } } },
    [{ ...partly, kind: 'bot', id: 'B1', facts: { name: 'poll' } }],
  ],
  ['views.open', { view: {}, user: ANN }, []],
])('%s %j', (method, body, expected) => {
  expect(told(answer(method, body))).toEqual(expected);
});

test('a full user without is_stranger is no longer a stranger', () => {
  const { is_stranger: _was, ...user } = ANN;
  const facts = { ...ANN_FACTS, is_stranger: false };
  expect(told(answer('users.info', { user }))).toEqual([{ ...whole, kind: 'user', id: 'U1', facts }]);
});

test('a refusal teaches nothing about entities', () => {
  expect(told(answer('users.info', { user: ANN }, {}, 'user_not_found'))).toEqual([]);
});

const where = { team_id: 'T1', channel: 'D1', ts: '1.1', at: NOW };
test.each<[string, Record<string, unknown>, Record<string, unknown>, string | undefined, unknown[]]>([
  [
    'chat.postMessage',
    { channel: 'D1', ts: '1.1' },
    { channel: 'U1', text: 'a', thread_ts: '1.0', unfurl_links: true },
    undefined,
    [{ change: 'posted', ...where, thread_ts: '1.0', content: { text: 'a' } }],
  ],
  ['chat.postMessage', {}, { channel: 'U1', text: 'a' }, 'is_archived', []],
  ['chat.postEphemeral', { message_ts: '1.1' }, { channel: 'D1', text: 'a' }, undefined, []],
  [
    'chat.update',
    { channel: 'D1', ts: '1.1' },
    { channel: 'D1', ts: '1.1', blocks: [] },
    undefined,
    [{ change: 'updated', ...where, content: { blocks: [] } }],
  ],
  ['chat.update', {}, { channel: 'D1', ts: '1.1' }, 'message_not_found', [{ change: 'deleted', ...where }]],
  ['chat.update', {}, { channel: 'D1', ts: '1.1' }, 'cant_update_message', []],
  ['chat.delete', { channel: 'D1', ts: '1.1' }, {}, undefined, [{ change: 'deleted', ...where }]],
  ['reactions.add', {}, { channel: 'D1', ts: '1.1' }, undefined, []],
])('the ledger learns from %s with the answer %j, the arguments %j and the error %s', (...given) => {
  const [method, body, args, error, expected] = given;
  expect(answer(method, body, args, error).ledger).toEqual(expected);
});
