import { type Incoming, parseSlackBody } from '../../src/slack/index.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const FORM_TYPE = 'application/x-www-form-urlencoded';

function parse(contentType: string, text: string, timestamp = '1531420618') {
  return parseSlackBody({ contentType, rawBody: Buffer.from(text), timestamp });
}

function incoming(contentType: string, text: string, timestamp?: string): Incoming {
  const said = parse(contentType, text, timestamp);
  if (said.handshake) throw new Error('a handshake');
  return said.incoming;
}

const ofJson = (body: unknown) => incoming(JSON_TYPE, JSON.stringify(body));
const ofPayload = (payload: unknown) =>
  incoming(FORM_TYPE, new URLSearchParams({ payload: JSON.stringify(payload) }).toString());

test('recognises the handshakes', () => {
  expect(parse(JSON_TYPE, '{"type":"url_verification","challenge":"c","token":"t"}')).toEqual({
    handshake: 'url_verification',
    challenge: 'c',
  });
  expect(parse(FORM_TYPE, 'ssl_check=1&token=t')).toEqual({ handshake: 'ssl_check' });
});

test.each([
  ['an event', ofJson({ type: 'event_callback', event: { type: 'app_mention' } }), 'event', 'app_mention'],
  ['a command', incoming(FORM_TYPE, 'command=%2Fpoll&text=a+b'), 'command', '/poll'],
  [
    'a button',
    ofPayload({ type: 'block_actions', actions: [{ action_id: 'vote' }] }),
    'block_actions',
    'vote',
  ],
  [
    'a modal',
    ofPayload({ type: 'view_submission', view: { callback_id: 'edit' } }),
    'view_submission',
    'edit',
  ],
  [
    'a closed modal',
    ofPayload({ type: 'view_closed', view: { callback_id: 'edit' } }),
    'view_closed',
    'edit',
  ],
  ['a shortcut', ofPayload({ type: 'shortcut', callback_id: 'new' }), 'shortcut', 'new'],
  [
    'a message shortcut',
    ofPayload({ type: 'message_action', callback_id: 'file' }),
    'message_action',
    'file',
  ],
  ['options', ofPayload({ type: 'block_suggestion', action_id: 'city' }), 'block_suggestion', 'city'],
  [
    'an attachment button',
    ofPayload({ type: 'interactive_message', callback_id: 'a' }),
    'interactive_message',
    'a',
  ],
  ['a dialog', ofPayload({ type: 'dialog_submission', callback_id: 'd' }), 'dialog_submission', 'd'],
  ['a rate limit', ofJson({ type: 'app_rate_limited', minute_rate_limited: 1 }), 'app_rate_limited', ''],
  ['an unknown kind', ofPayload({ type: 'telepathy', callback_id: 'x' }), 'telepathy', 'x'],
  ['JSON without a type', ofJson({ hello: 1 }), 'unknown', ''],
  ['another form', incoming(FORM_TYPE, 'hello=1'), 'unknown', ''],
])('names %s', (_case, { kind, name }, expectedKind, expectedName) => {
  expect({ kind, name }).toEqual({ kind: expectedKind, name: expectedName });
});

test('reads the fields of a command, without the token', () => {
  const { body, raw } = incoming(FORM_TYPE, 'token=s&command=%2Fpoll&text=%22a%22+%2B+b%26c&user_id=U1');
  expect(body).toEqual({ command: '/poll', text: '"a" + b&c', user_id: 'U1' });
  expect(JSON.parse(raw.toString())).toEqual(body);
});

test.each([
  [
    'an event by app and event id',
    ofJson({ type: 'event_callback', api_app_id: 'A1', event_id: 'Ev1' }),
    'event:A1:Ev1',
  ],
  ['a click by its trigger', ofPayload({ type: 'block_actions', trigger_id: '1.2.3' }), 'trigger:1.2.3'],
  ['a command by its trigger', incoming(FORM_TYPE, 'command=%2Fa&trigger_id=9'), 'trigger:9'],
])('identifies %s', (_case, { dedupeKey }, expected) => {
  expect(dedupeKey).toBe(expected);
});

test.each(['E\u0000', 'E'.repeat(10_000), 'É'])('hashes an odd id into the key', (event_id) => {
  const key = (id: string) => ofJson({ type: 'event_callback', api_app_id: 'A1', event_id: id }).dedupeKey;
  expect(key(event_id)).toMatch(/^event:A1:[0-9a-f]{64}$/);
  expect(key(event_id)).not.toBe(key(`${event_id}E`));
});

test('identifies a payload without an id by its timestamp and its bytes', () => {
  const key = (text: string, timestamp: string) => incoming(JSON_TYPE, text, timestamp).dedupeKey;
  expect(key('{"type":"view_closed"}', '1')).toBe(key('{"type":"view_closed"}', '1'));
  expect(key('{"type":"view_closed"}', '1')).not.toBe(key('{"type":"view_closed"}', '2'));
  expect(key('{"type":"view_closed"}', '1')).not.toBe(key('{"type":"view_closed" }', '1'));
});

const shared = { type: 'event_callback', team_id: 'T_OTHER', event: { type: 'message' } };

test.each([
  [
    'an event in a shared channel: the authorization',
    ofJson({
      ...shared,
      authorizations: [{ team_id: 'T_OURS', enterprise_id: null, is_enterprise_install: false }],
    }),
    { team_id: 'T_OURS', is_enterprise_install: false },
  ],
  [
    'an event of an organisation',
    ofJson({
      ...shared,
      authorizations: [{ team_id: null, enterprise_id: 'E1', is_enterprise_install: true }],
    }),
    { enterprise_id: 'E1', is_enterprise_install: true },
  ],
  [
    'an event without authorizations',
    ofJson({ ...shared, authorizations: [] }),
    { team_id: 'T_OTHER', is_enterprise_install: false },
  ],
  [
    'a view opened by the app elsewhere',
    ofPayload({ type: 'view_submission', team: { id: 'T_USER' }, view: { app_installed_team_id: 'T_APP' } }),
    { team_id: 'T_APP', is_enterprise_install: false },
  ],
  [
    'a click in an organisation-wide install',
    ofPayload({ type: 'block_actions', team: null, enterprise: { id: 'E1' }, is_enterprise_install: true }),
    { enterprise_id: 'E1', is_enterprise_install: true },
  ],
  [
    'a command, whose values are all text',
    incoming(FORM_TYPE, 'command=%2Fa&team_id=T1&enterprise_id=E1&is_enterprise_install=true'),
    { team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: true },
  ],
])('finds the installation of %s', (_case, { whose }, expected) => {
  expect(JSON.parse(JSON.stringify(whose))).toEqual(expected);
});

test.each([
  [
    'a message',
    ofJson({ type: 'event_callback', event: { user: 'U1', channel: 'C1' } }),
    { user_id: 'U1', channel_id: 'C1' },
  ],
  [
    'a reaction',
    ofJson({ type: 'event_callback', event: { user: 'U1', item: { channel: 'C2' } } }),
    { user_id: 'U1', channel_id: 'C2' },
  ],
  ['a new user', ofJson({ type: 'event_callback', event: { user: { id: 'U2' } } }), { user_id: 'U2' }],
  [
    'a new channel',
    ofJson({ type: 'event_callback', event: { channel: { id: 'C3' } } }),
    { channel_id: 'C3' },
  ],
  [
    'a bot message',
    ofJson({ type: 'event_callback', event: { bot_id: 'B1', channel: 'C1' } }),
    { bot_id: 'B1', channel_id: 'C1' },
  ],
  [
    'an edit',
    ofJson({ type: 'event_callback', event: { channel: 'C1', message: { user: 'U3' } } }),
    { user_id: 'U3', channel_id: 'C1' },
  ],
  [
    'a click',
    ofPayload({ type: 'block_actions', user: { id: 'U1' }, channel: { id: 'C1' }, team: { id: 'T1' } }),
    { user_id: 'U1', channel_id: 'C1', team_id: 'T1' },
  ],
  [
    'a command',
    incoming(FORM_TYPE, 'command=%2Fa&user_id=U1&channel_id=C1'),
    { user_id: 'U1', channel_id: 'C1' },
  ],
])('finds the ids in %s', (_case, { about }, expected) => {
  expect(JSON.parse(JSON.stringify(about))).toEqual(expected);
});

test('keeps text that PostgreSQL cannot store or index out of the columns', () => {
  const long = 'x'.repeat(6_000);
  const { kind, name, whose, raw } = ofPayload({
    type: `brand\0new${long}`,
    callback_id: `\0${long}`,
    team: { id: long },
  });
  expect([kind, kind.length, name.length]).toEqual([expect.stringMatching(/^brandnewx+$/), 255, 255]);
  expect(whose.team_id).toBeUndefined();
  expect(raw.toString()).toContain(long);
});

test.each([
  ['nothing', JSON_TYPE, '', 'body.empty'],
  ['broken JSON', JSON_TYPE, '{"a":', 'body.json'],
  ['a list', JSON_TYPE, '[]', 'body.json'],
  ['null', JSON_TYPE, 'null', 'body.json'],
  ['a number', JSON_TYPE, '1', 'body.json'],
  ['deep nesting', JSON_TYPE, '['.repeat(200_000), 'body.json'],
  ['a broken escape', FORM_TYPE, 'command=%zz', 'body.form'],
  ['half an escape', FORM_TYPE, 'command=%2', 'body.form'],
  ['an escape that is not UTF-8', FORM_TYPE, 'command=%ff', 'body.form'],
  ['a field twice', FORM_TYPE, 'command=%2Fa&command=%2Fb', 'body.repeated_field'],
  ['a payload that is not JSON', FORM_TYPE, 'payload=x', 'body.json'],
  ['a payload that is a list', FORM_TYPE, 'payload=%5B%5D', 'body.json'],
  ['XML', 'text/xml', '<a/>', 'body.content_type'],
  ['a multipart form', 'multipart/form-data; boundary=x', '--x--', 'body.content_type'],
])('refuses %s', (_case, contentType, text, code) => {
  expect(() => parse(contentType, text)).toThrow(expect.objectContaining({ kind: 'invalid_argument', code }));
});

test('refuses a body that is not UTF-8', () => {
  const rawBody = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  expect(() => parseSlackBody({ contentType: JSON_TYPE, rawBody, timestamp: '1' })).toThrow(
    expect.objectContaining({ code: 'body.encoding' }),
  );
});
