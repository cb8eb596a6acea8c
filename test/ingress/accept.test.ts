import { HavocError } from '../../src/base/index.js';
import type { Draft } from '../../src/delivery/index.js';
import { type AcceptOptions, createAccept } from '../../src/ingress/index.js';
import { type Incoming, parseSlackBody } from '../../src/slack/index.js';
import { FORM, JSON_TYPE } from './signed.js';

function incomingOf(text: string, contentType = JSON_TYPE): Incoming {
  const said = parseSlackBody({ contentType, rawBody: Buffer.from(text), timestamp: '1531420618' });
  if (said.handshake) throw new Error('This is a handshake.');
  return said.incoming;
}

const EVENT = incomingOf(
  JSON.stringify({
    type: 'event_callback',
    team_id: 'T1',
    api_app_id: 'A1',
    event_id: 'Ev1',
    event_time: 1_531_420_618,
    event: { type: 'app_mention', channel: 'C1' },
  }),
);
const COMMAND = incomingOf('command=%2Fpoll&team_id=T1&channel_id=C1&trigger_id=1.2', FORM);
const arrival = { receivedAt: new Date('2026-01-02T03:04:05Z'), retryNum: 2 };

function setUp(arrive: AcceptOptions['arrive'] = async () => '7') {
  const drafts: Draft[] = [];
  const awaited = { replyBy: new Date('2026-01-02T03:04:07Z'), origin: 'here' };
  const asked: unknown[] = [];
  const accept = createAccept({
    arrive(draft) {
      drafts.push(draft);
      return arrive(draft);
    },
    async awaitAnswer(about, commit) {
      asked.push(about);
      const envelopeId = await commit(awaited);
      return { answer: Buffer.from('{"text":"hi"}'), envelopeId, outcome: 'ok' };
    },
  });
  return { accept, drafts, asked, awaited };
}

test('commits a payload that needs no reply with its order key, and gives an empty answer', async () => {
  const { accept, drafts, asked } = setUp();
  expect(await accept(EVENT, arrival)).toEqual({ answer: Buffer.alloc(0), envelopeId: '7', outcome: 'ok' });
  expect(drafts).toEqual([
    {
      dedupeKey: 'event:A1:Ev1',
      eventTime: new Date('2018-07-12T18:36:58Z'),
      kind: 'event',
      name: 'app_mention',
      teamId: 'T1',
      orderKey: expect.stringContaining('C1'),
      payload: EVENT.raw,
      body: EVENT.body,
      retryNum: 2,
      receivedAt: arrival.receivedAt,
      replyBy: undefined,
      origin: undefined,
    },
  ]);
  expect(asked).toEqual([]);
});

test('reports an envelope that was committed before as a duplicate', async () => {
  const { accept } = setUp(async () => undefined);
  expect(await accept(EVENT, arrival)).toMatchObject({ envelopeId: undefined, outcome: 'duplicate' });
});

test('commits a payload that needs a reply without an order key, and answers with the reply', async () => {
  const { accept, drafts, asked, awaited } = setUp();
  expect(await accept(COMMAND, arrival)).toEqual({
    answer: Buffer.from('{"text":"hi"}'),
    envelopeId: '7',
    outcome: 'ok',
  });
  const { kind, body, dedupeKey } = COMMAND;
  expect(asked).toEqual([{ kind, body, dedupeKey, receivedAt: arrival.receivedAt }]);
  expect(drafts).toMatchObject([{ kind: 'command', name: '/poll', orderKey: undefined, ...awaited }]);
});

const full = new HavocError({ kind: 'resource_exhausted', code: 'inbox.full', message: 'It is full.' });
const busy = new HavocError({ kind: 'resource_exhausted', code: 'inbox.busy', message: 'It is busy.' });
const other = new HavocError({ kind: 'invalid_argument', code: 'inbox.else', message: 'It is different.' });
test.each([
  ['a full inbox', full, 'inbox.full'],
  ['a busy inbox', busy, 'inbox.busy'],
  ['another error of havoc', other, 'inbox.commit_failed'],
  ['a database error', new Error('relation "secret" does not exist'), 'inbox.commit_failed'],
])('%s becomes an internal error instead of a refusal', async (_, thrown, code) => {
  for (const incoming of [EVENT, COMMAND]) {
    const { accept } = setUp(() => Promise.reject(thrown));
    const failing = accept(incoming, arrival);
    await expect(failing).rejects.toMatchObject({ kind: 'internal', code, cause: thrown });
    await expect(failing).rejects.not.toThrow('secret');
  }
});
