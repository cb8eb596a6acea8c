import { HavocError } from '../../src/base/index.js';
import { createTake, type TakeOptions } from '../../src/ingress/socket/take.js';
import { createLogger } from '../../src/log/index.js';
import type { Answered } from '../../src/replies/index.js';
import type { SocketEnvelope } from '../../src/slack/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';

function setUp(accept: TakeOptions['accept'], bodyLimitBytes = 1_000) {
  const records: TrafficEntry[] = [];
  const lines: { level: string; msg: string }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = createLogger({ level: 'info', destination: { write } });
  const take = createTake({ accept, record: (entry) => void records.push(entry), log, bodyLimitBytes });
  const acknowledged: string[] = [];
  return {
    ...take,
    records,
    acknowledged,
    acknowledge: (text: string) => acknowledged.push(text) > 0,
    logged: () => lines.map(({ msg }) => msg),
  };
}

const accepting =
  (answer = '', more: Partial<Answered> = {}) =>
  async (): Promise<Answered> => ({ answer: Buffer.from(answer), envelopeId: '7', outcome: 'ok', ...more });
const failing = (code: string) => () =>
  Promise.reject(new HavocError({ kind: 'internal', code, message: 'It failed.' }));

const TEXT = JSON.stringify({
  type: 'events_api',
  envelope_id: 'e"1',
  accepts_response_payload: true,
  retry_attempt: 2,
  payload: { type: 'event_callback', team_id: 'T1', event_id: 'Ev1', event: { type: 'app_mention' } },
});

function envelopeOf(change: Partial<SocketEnvelope> = {}): SocketEnvelope {
  const message = setUp(accepting()).read(TEXT);
  if (message?.type !== 'envelope') throw new Error('This is not an envelope.');
  return { ...message, ...change };
}

test.each([
  ['an empty reply', '', true, undefined],
  ['a reply in JSON', '{ "a" : 1.0 }', true, '{ "a" : 1.0 }'],
  ['a reply that Slack does not accept', '{ "a" : 1.0 }', false, undefined],
  ['a reply that is not JSON', '{ "a" :', true, undefined],
  ['an empty reply that Slack does not accept', '', false, undefined],
])(
  'acknowledges with the app’s reply unchanged, or without it: %s',
  async (_, answer, acceptsReply, payload) => {
    const { take, acknowledge, acknowledged, records, logged } = setUp(accepting(answer));
    await take(envelopeOf({ acceptsReply }), acknowledge);
    const id = '"envelope_id":"e\\"1"';
    expect(acknowledged).toEqual([payload === undefined ? `{${id}}` : `{${id},"payload":${payload}}`]);
    expect(records.map(({ response }) => response?.toString())).toEqual([payload]);
    expect(logged()).toHaveLength(answer === '{ "a" :' ? 1 : 0);
  },
);

test.each([
  [{ envelopeId: '7', outcome: 'ok' } as const, { envelope_id: 7n, outcome: 'ok' }],
  [
    { envelopeId: undefined, outcome: 'duplicate' } as const,
    { envelope_id: undefined, outcome: 'duplicate' },
  ],
])('records %j', async (answered, entry) => {
  const { take, acknowledge, records } = setUp(accepting('', answered));
  const envelope = envelopeOf();
  await take(envelope, acknowledge);
  expect(records).toEqual([
    {
      at: expect.any(Date),
      direction: 'in',
      name: 'event app_mention',
      team_id: 'T1',
      retry_num: 2,
      request: envelope.incoming.raw,
      response: undefined,
      tookMs: expect.any(Number),
      ...entry,
    },
  ]);
});

test.each([
  ['inbox.commit_failed', true, 1],
  ['inbox.full', false, 0],
  ['inbox.busy', false, 0],
])('does not acknowledge after %s', async (code, isKept, logs) => {
  const { take, acknowledge, acknowledged, records, logged } = setUp(failing(code));
  await take(envelopeOf(), acknowledge);
  expect(acknowledged).toEqual([]);
  expect(records).toMatchObject([{ outcome: code, direction: 'in', retry_num: 2 }]);
  expect(records[0]?.request !== undefined).toBe(isKept);
  expect(logged()).toHaveLength(logs);
});

test('logs that no connection is left for an acknowledgement', async () => {
  const { take, records, logged } = setUp(accepting());
  await take(envelopeOf(), () => false);
  expect(records).toMatchObject([{ outcome: 'ok' }]);
  expect(logged()).toEqual([expect.stringContaining('no connection is left')]);
});

test('reads a message as large as the limit, and refuses a larger one', () => {
  const sizeBytes = Buffer.byteLength(TEXT);
  expect(setUp(accepting(), sizeBytes).read(TEXT)).toMatchObject({ type: 'envelope', envelope_id: 'e"1' });
  const { read, records } = setUp(accepting(), sizeBytes);
  // The text has as many characters as before, and one byte more.
  expect(read(TEXT.replace('Ev1', 'Evé'))).toBeUndefined();
  expect(records).toEqual([
    {
      at: expect.any(Date),
      direction: 'in',
      name: 'unreadable',
      tookMs: 0,
      outcome: 'refused: body.too_large',
    },
  ]);
});
