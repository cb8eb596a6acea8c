import { until } from '../support/until.js';
import { type Behind, startBehind } from './behind.js';
import {
  type Answered,
  BODY_LIMIT_BYTES,
  type Door,
  openHttpDoor,
  openSocketDoor,
  type Sent,
} from './contract-stage.js';

const DOORS = [
  ['HTTP', openHttpDoor],
  ['Socket Mode', openSocketDoor],
] as const;

const event = (event_id: string, more: object = {}): Sent => ({
  type: 'events_api',
  payload: {
    type: 'event_callback',
    token: 'secret',
    api_app_id: 'A1',
    team_id: 'T1',
    event_id,
    event: { type: 'app_mention', text: 'hi' },
    ...more,
  },
});
const command = (trigger_id: string): Sent => ({
  type: 'slash_commands',
  payload: { command: '/poll', text: 'Lunch?', team_id: 'T1', trigger_id, token: 'secret' },
});
const interaction = (type: string, trigger_id: string): Sent => ({
  type: 'interactive',
  payload: {
    type,
    trigger_id,
    token: 'secret',
    team: { id: 'T1' },
    view: { callback_id: 'poll', blocks: [] },
  },
});
const OK: Answered = { acknowledged: true, answer: undefined };

let behind: Behind;
let door: Door;

describe.each(DOORS)('%s', (_, open) => {
  beforeAll(async () => {
    behind = await startBehind();
    door = await open(behind);
  });
  beforeEach(async () => {
    behind.records.length = 0;
    behind.app.handle = () => {};
    await behind.database.pool.query('truncate havoc_internal.envelope, havoc_internal.unsettled');
  });
  afterAll(async () => {
    await door.close();
    await behind.close();
  });

  test('commits an event unchanged except for its secrets, then acknowledges it, and records it', async () => {
    const payload =
      '{"type":"event_callback" ,"token":"secret","api_app_id":"A1","team_id":"T1","event_id":"Ev1",' +
      '"event":{"type":"app_mention","n":12345678901234567890,"text":"\\u0000\\ud83d\\ude00ü","text":"twice"}}';
    expect(await door.push({ type: 'events_api', payload })).toEqual(OK);
    const [envelope] = await behind.envelopes();
    expect(envelope).toMatchObject({ kind: 'event', name: 'app_mention', team_id: 'T1' });
    expect(envelope?.payload.toString()).toBe(payload.replace('"token":"secret",', ''));
    expect(behind.records).toMatchObject([
      {
        direction: 'in',
        name: 'event app_mention',
        team_id: 'T1',
        outcome: 'ok',
        envelope_id: expect.any(BigInt),
      },
    ]);
  });

  test("recognises Slack's retry, and stores the event once", async () => {
    await door.push(event('Ev2'));
    expect(await door.push({ ...event('Ev2'), retryNum: 1 })).toEqual(OK);
    expect(behind.records).toMatchObject([{ outcome: 'ok' }, { outcome: 'duplicate', retry_num: 1 }]);
    expect(behind.records[0]?.retry_num).toBeUndefined();
    expect(await behind.envelopes()).toHaveLength(1);
  });

  test('stores the number of the retry', async () => {
    await door.push({ ...event('Ev3'), retryNum: 2 });
    expect(await behind.envelopes()).toMatchObject([{ retry_num: 2 }]);
  });

  test.each([
    ['a command', command('1'), '{"text":"hi","blocks":[]}'],
    [
      'a modal',
      interaction('view_submission', '2'),
      '{"response_action":"errors","errors":{"title":"short"}}',
    ],
    ['options', interaction('block_suggestion', '3'), '{"option_groups":[]}'],
    ['a dialog', interaction('dialog_submission', '4'), '{"errors":[]}'],
  ])("answers %s with the app's reply, unchanged", async (_case, sent, json) => {
    behind.app.handle = (envelope) => void behind.replies.reply(envelope, Buffer.from(json));
    expect(await door.push(sent)).toEqual({ acknowledged: true, answer: JSON.parse(json) });
    expect(behind.records).toMatchObject([{ outcome: 'ok', response: Buffer.from(json) }]);
  });

  test('stores a duplicate once, and answers it like the first request, during and shortly after that', async () => {
    const sent = interaction('block_suggestion', 'twice');
    const answered = { acknowledged: true, answer: { options: [] } };
    behind.app.handle = (envelope) =>
      void behind.replies.reply(envelope, Buffer.from(JSON.stringify(answered.answer)));
    expect(await Promise.all([door.push(sent), door.push(sent)])).toEqual([answered, answered]);
    expect(await door.push(sent)).toEqual(answered);
    expect(behind.records.map(({ outcome }) => outcome).sort()).toEqual(['duplicate', 'duplicate', 'ok']);
    expect(await behind.envelopes()).toHaveLength(1);
  });

  test('treats a request as new if its first commit failed', async () => {
    behind.app.handle = (envelope) => void behind.replies.reply(envelope, Buffer.from('{"text":"hi"}'));
    const { pool } = behind.database;
    await pool.query('alter table havoc_internal.envelope rename to hidden');
    const refused = await door.push(command('again'));
    await pool.query('alter table havoc_internal.hidden rename to envelope');
    expect(refused).toEqual({ acknowledged: false, answer: undefined });
    const answered = { acknowledged: true, answer: { text: 'hi' } };
    for (let turn = 0; turn < 2; turn++) expect(await door.push(command('again'))).toEqual(answered);
    expect(await behind.envelopes()).toHaveLength(1);
  });

  test('sends an empty answer as soon as the app settles without a reply', async () => {
    behind.app.handle = (envelope) => behind.replies.settled(envelope);
    expect(await door.push(command('5'))).toEqual(OK);
    expect(behind.records).toMatchObject([{ outcome: 'ok' }]);
  });

  test.each([
    ['a command', command('6'), { response_type: 'ephemeral', text: 'Still working on it…' }],
    ['a modal', interaction('view_submission', '7'), undefined],
    ['options', interaction('block_suggestion', '8'), { options: [] }],
  ])('answers %s with its fallback when the time is over', async (_case, sent, answer) => {
    expect(await door.push(sent)).toEqual({ acknowledged: true, answer });
    expect(behind.records).toMatchObject([{ outcome: 'fallback' }]);
    expect(await behind.envelopes()).toHaveLength(1);
  });

  test.each(['block_actions', 'view_closed', 'shortcut', 'message_action'])(
    'acknowledges %s at once, without an answer',
    async (type) => {
      expect(await door.push(interaction(type, `click ${type}`))).toEqual(OK);
      expect(await behind.envelopes()).toMatchObject([{ kind: type }]);
    },
  );

  test('answers in time even if the clock is set back meanwhile', async () => {
    const { now } = Date;
    behind.app.handle = () => {
      Date.now = () => now() - 3_600_000;
      setImmediate(() => {
        Date.now = now;
      });
    };
    expect(await door.push(command('back'))).toMatchObject({ answer: { text: 'Still working on it…' } });
  });

  test('a request that waits for its reply does not block others', async () => {
    const order: string[] = [];
    const waited = door.push(command('9')).then(() => order.push('command'));
    await door.push(event('Ev4')).then(() => order.push('event'));
    await waited;
    expect(order).toEqual(['event', 'command']);
  });

  test('does not acknowledge a failed commit, does not reveal why, and accepts the retry', async () => {
    const { pool } = behind.database;
    await pool.query('alter table havoc_internal.envelope rename to hidden');
    const answered = await door.push(event('Ev5'));
    await pool.query('alter table havoc_internal.hidden rename to envelope');
    expect(answered).toEqual({ acknowledged: false, answer: undefined });
    expect(behind.records).toMatchObject([{ name: 'event app_mention', outcome: 'inbox.commit_failed' }]);
    expect(await door.push({ ...event('Ev5'), retryNum: 1 })).toEqual(OK);
    expect(await behind.envelopes()).toHaveLength(1);
  });

  test.each([
    [
      'an event',
      event('Ev6', { event: { type: 'telepathy', thought: 1 } }),
      { kind: 'event', name: 'telepathy' },
    ],
    ['a payload', { type: 'telepathy', payload: { type: 'telepathy', thought: 1 } }, { kind: 'telepathy' }],
    ['an interaction', interaction('telepathy', '10'), { kind: 'telepathy', name: 'poll' }],
  ])('stores %s of an unknown kind', async (_case, sent, expected) => {
    expect(await door.push(sent)).toEqual(OK);
    expect(await behind.envelopes()).toMatchObject([expected]);
  });

  test('accepts a payload near the size limit', async () => {
    expect(await door.push(event('Ev7', { more: 'x'.repeat(BODY_LIMIT_BYTES - 1_000) }))).toEqual(OK);
    expect((await behind.envelopes())[0]?.payload.length).toBeGreaterThan(BODY_LIMIT_BYTES - 1_000);
  });

  test('refuses a payload over the size limit, and stores nothing of it', async () => {
    const answered = await door.push(event('Ev8', { more: 'x'.repeat(BODY_LIMIT_BYTES) }));
    expect(answered).toEqual({ acknowledged: false, answer: undefined });
    expect(await behind.envelopes()).toEqual([]);
    expect(behind.records).toMatchObject([{ outcome: 'refused: body.too_large' }]);
    expect(behind.records[0]?.request).toBeUndefined();
  });

  test('stores each event of a flood once', async () => {
    const ids = Array.from({ length: 500 }, (_one, index) => `Flood${index % 400}`);
    const answers = await Promise.all(ids.map((id) => door.push(event(id))));
    expect(answers).toEqual(ids.map(() => OK));
    expect(await behind.envelopes()).toHaveLength(400);
    expect(behind.records.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(100);
  });

  test('writes no secret anywhere', async () => {
    for (const sent of [event('Ev9'), command('11'), interaction('block_actions', '12')])
      await door.push(sent);
    const kept = (await behind.envelopes()).map(({ payload }) => payload.toString()).join('');
    const traffic = behind.records.map(({ request }) => String(request)).join('');
    expect(`${kept}${traffic}${behind.logged()}`).not.toContain('secret');
  });
});

test('stores a payload once if it comes through both doors', async () => {
  behind = await startBehind();
  const doors = [await openHttpDoor(behind), await openSocketDoor(behind)];
  for (const sent of [
    event('Both'),
    interaction('block_actions', 'both'),
    { ...command('both2'), retryNum: 0 },
  ]) {
    behind.app.handle = (envelope) => behind.replies.settled(envelope);
    expect(await Promise.all(doors.map((one) => one.push(sent)))).toEqual([OK, OK]);
  }
  expect(behind.records.map(({ outcome }) => outcome).sort()).toEqual([
    ...Array(3).fill('duplicate'),
    ...Array(3).fill('ok'),
  ]);
  expect(await behind.envelopes()).toHaveLength(3);
  for (const one of doors) await one.close();
  await behind.close();
});

test.each(DOORS)(
  '%s refuses envelopes when those that await their commit use up the memory limit',
  async (_, open) => {
    behind = await startBehind({ mostUnderWayBytes: 20_000 });
    door = await open(behind);
    const { pool } = behind.database;
    const outcomes = () => behind.records.map(({ outcome }) => outcome);
    const lane = await pool.connect();
    await lane.query('begin; lock table havoc_internal.envelope');
    const ids = Array.from({ length: 10 }, (_one, index) => `Wait${index}`);
    const pushed = Promise.allSettled(ids.map((id) => door.push(event(id))));
    await until(() => behind.refusals() === 6);
    expect(await door.push(event('Wait10'))).toEqual({ acknowledged: false, answer: undefined });
    expect(outcomes()).toEqual(Array(7).fill('inbox.busy'));
    expect(behind.records[0]).toMatchObject({ name: 'event app_mention', team_id: 'T1', request: undefined });
    // The inbox itself logs the refusal, once.
    expect(behind.logged()).not.toContain('from Slack failed');
    await lane.query('rollback');
    lane.release();
    await pushed;
    await until(() => outcomes().filter((outcome) => outcome === 'ok').length === 4);
    expect(await behind.envelopes()).toHaveLength(4);
    for (const id of [...ids, 'Wait10']) expect(await door.push({ ...event(id), retryNum: 1 })).toEqual(OK);
    expect(await behind.envelopes()).toHaveLength(11);
    await door.close();
    await behind.close();
  },
);
