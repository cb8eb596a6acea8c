import { HavocError } from '../../src/base/index.js';
import { type Database, openDatabase } from '../../src/db/index.js';
import { createLogger } from '../../src/log/index.js';
import { createLedger, type Keyed, type Ledger, type LedgerCall } from '../../src/messages/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { createFakeSlack } from './fake-slack.js';

let home: TestDatabase;
let db: Database;
let slack: ReturnType<typeof createFakeSlack>;
let ledger: Ledger;
const log = createLogger({ level: 'silent' });

beforeEach(async () => {
  home = await createTestDatabase();
  db = openDatabase({ url: home.url, poolSize: 4 });
  slack = createFakeSlack();
  ledger = createLedger({ db, log });
});
afterEach(async () => {
  await db.close();
  await home.drop();
});

const keyed = (key = 'poll', call: LedgerCall = slack.call): Keyed => ({ team_id: 'T1', key, call });
const say = (text: string, more: Record<string, unknown> = {}) => ({ channel: 'C1', text, ...more });
const claims = async () =>
  (await db.pool.query('select key from havoc_internal.ledger_message where claim is not null')).rowCount;

test('posts once under a key, then updates, and calls nothing for the same content', async () => {
  const first = await ledger.upsert(keyed(), say('one', { thread_ts: '1.1' }));
  expect(first).toMatchObject({
    ok: true,
    posted: true,
    message: {
      key: 'poll',
      team_id: 'T1',
      channel: 'C1',
      thread_ts: '1.1',
      text: 'one',
      content: { text: 'one' },
    },
  });
  expect(await ledger.upsert(keyed(), say('two'))).toMatchObject({ ok: true, posted: false });
  expect(await ledger.upsert(keyed(), say('two'))).toMatchObject({ ok: true, posted: false });
  expect(slack.calls).toEqual(['chat.postMessage', 'chat.update']);
  expect(slack.texts()).toEqual(['two']);
  expect(await ledger.get('T1', 'poll')).toMatchObject({ text: 'two', content: { text: 'two' } });
  expect(await claims()).toBe(0);
});

test('takes the blocks away that an upsert has no more', async () => {
  await ledger.upsert(keyed(), say('a', { blocks: [{ type: 'divider' }] }));
  await ledger.upsert(keyed(), say('a'));
  expect([...slack.messages.values()]).toMatchObject([{ text: 'a', blocks: [] }]);
});

test('keys of two workspaces and two keys are apart', async () => {
  await ledger.upsert(keyed('a'), say('one'));
  await ledger.upsert(keyed('b'), say('two'));
  await ledger.upsert({ ...keyed('a'), team_id: 'T2' }, say('three'));
  expect(slack.texts()).toEqual(['one', 'two', 'three']);
  await expect(ledger.get('T2', 'b')).rejects.toMatchObject({ code: 'messages.not_found' });
});

test('many upserts of one key at once, from two processes, post once', async () => {
  const otherDb = openDatabase({ url: home.url, poolSize: 4 });
  const other = createLedger({ db: otherDb, log });
  const texts = Array.from({ length: 8 }, (_, index) => `text ${index}`);
  const results = await Promise.all(
    texts.map((text, index) => (index % 2 ? ledger : other).upsert(keyed(), say(text))),
  );
  await otherDb.close();
  expect(results.filter((result) => result.ok && result.posted)).toHaveLength(1);
  expect(results.filter((result) => result.ok)).toHaveLength(8);
  expect(slack.calls.filter((method) => method === 'chat.postMessage')).toHaveLength(1);
  expect(slack.messages.size).toBe(1);
  expect([(await ledger.get('T1', 'poll')).text]).toEqual(slack.texts());
});

test('no transaction and no connection is held while Slack is called', async () => {
  const open = slack.hold();
  const upserts = Array.from({ length: 6 }, (_, index) => ledger.upsert(keyed(`k${index}`), say('x')));
  await until(() => slack.calls.length === 6);
  const busy = await db.pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  expect(busy.rowCount).toBe(0);
  expect(await claims()).toBe(6);
  open();
  await Promise.all(upserts);
});

test('while the first post is on its way, nothing stands under the key yet', async () => {
  const open = slack.hold();
  const upsert = ledger.upsert(keyed(), say('x'));
  await until(() => slack.calls.length === 1);
  await expect(ledger.get('T1', 'poll')).rejects.toMatchObject({ kind: 'not_found' });
  open();
  await upsert;
});

test('a post that Slack refuses is told, and leaves the key free', async () => {
  slack.refuseNext('not_in_channel');
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({
    ok: false,
    method: 'chat.postMessage',
    answer: { error: 'not_in_channel' },
  });
  await expect(ledger.get('T1', 'poll')).rejects.toMatchObject({ code: 'messages.not_found' });
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({ ok: true, posted: true });
});

test('a call that fails on its way leaves the key free', async () => {
  const failing: LedgerCall = async () => {
    throw new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });
  };
  await expect(ledger.upsert(keyed('poll', failing), say('x'))).rejects.toMatchObject({
    code: 'slack.unreachable',
  });
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({ posted: true });
});

test('a key whose holder died is taken over when its claim runs out', async () => {
  await db.pool.query(
    `insert into havoc_internal.ledger_message (team_id, key, channel, content, claim, claim_until)
     values ('T1', 'poll', 'C1', '{}', gen_random_uuid(), clock_timestamp() + interval '150 milliseconds')`,
  );
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({ ok: true, posted: true });
});

test('a claim is renewed while Slack takes its time', async () => {
  const quick = createLedger({ db, log, claimMs: 60, waitMs: 5_000 });
  const open = slack.hold();
  const first = quick.upsert(keyed(), say('one'));
  await until(() => slack.calls.length === 1);
  const before = await claimUntil();
  await until(async () => (await claimUntil()) > before + 60);
  const second = quick.upsert(keyed(), say('two'));
  open();
  expect([await first, await second]).toMatchObject([{ posted: true }, { posted: false }]);
  expect(slack.messages.size).toBe(1);
});

const claimUntil = async (): Promise<number> => {
  const { rows } = await db.pool.query('select claim_until from havoc_internal.ledger_message');
  return rows[0].claim_until.getTime();
};

test('who waits too long for another is told', async () => {
  const impatient = createLedger({ db, log, waitMs: 50 });
  const open = slack.hold();
  const first = ledger.upsert(keyed(), say('one'));
  await until(() => slack.calls.length === 1);
  await expect(impatient.upsert(keyed(), say('two'))).rejects.toMatchObject({ code: 'messages.busy' });
  open();
  await first;
});

test.each(['post', 'update', 'delete'] as const)(
  'a caller that goes away amid a %s leaves the ledger knowing what Slack did',
  async (act) => {
    const caller = new AbortController();
    const impatient: LedgerCall = async (call) => {
      const answer = await slack.call(call);
      caller.abort();
      return answer;
    };
    const given = { ...keyed('poll', impatient), signal: caller.signal };
    if (act !== 'post') await ledger.upsert(keyed(), say('before'));
    if (act === 'delete') await ledger.delete(given);
    else await ledger.upsert(given, say('after'));
    const { text, deletedAt } = await ledger.get('T1', 'poll');
    expect(deletedAt === undefined ? [text] : []).toEqual(slack.texts());
    await ledger.upsert(keyed(), say('at last'));
    expect(slack.texts()).toEqual(['at last']);
  },
);

test('who was cancelled before Slack was called changes nothing', async () => {
  const given = { ...keyed(), signal: AbortSignal.abort() };
  await expect(ledger.upsert(given, say('one'))).rejects.toMatchObject({ code: 'messages.cancelled' });
  expect(slack.calls).toEqual([]);
  expect(await claims()).toBe(0);
});

test('who is cancelled waits no longer', async () => {
  const open = slack.hold();
  const first = ledger.upsert(keyed(), say('one'));
  await until(() => slack.calls.length === 1);
  const caller = new AbortController();
  const second = ledger.upsert({ ...keyed(), signal: caller.signal }, say('two'));
  caller.abort();
  await expect(second).rejects.toMatchObject({ code: 'messages.cancelled', kind: 'cancelled' });
  open();
  await first;
});

test.each([
  ['Slack has told of it', true],
  ['Slack tells only when it is updated', false],
])('a message that a person deleted is posted anew: %s', async (_, isTold) => {
  const first = await ledger.upsert(keyed(), say('one'));
  const [ts = ''] = slack.messages.keys();
  slack.messages.clear();
  const deletion = { change: 'deleted' as const, team_id: 'T1', channel: 'C1', ts, at: new Date() };
  await ledger.apply(isTold ? [deletion] : []);
  const second = await ledger.upsert(keyed(), say('two'));
  expect(first).toMatchObject({ posted: true, message: { ts } });
  expect(second).toMatchObject({ posted: true, message: { text: 'two', deletedAt: undefined } });
  expect(slack.texts()).toEqual(['two']);
  expect(slack.calls.includes('chat.update')).toBe(!isTold);
});

test('updates by key, keeping what the update leaves out', async () => {
  await ledger.upsert(keyed(), say('one', { blocks: [{ type: 'divider' }] }));
  const updated = await ledger.update(keyed(), { text: 'two' });
  expect(updated).toMatchObject({
    ok: true,
    message: { content: { text: 'two', blocks: [{ type: 'divider' }] } },
  });
  expect(slack.texts()).toEqual(['two']);
});

test('an update of what is not there fails, and says what to do', async () => {
  await expect(ledger.update(keyed(), { text: 'x' })).rejects.toThrow('Upsert');
  await ledger.upsert(keyed(), say('one'));
  slack.messages.clear();
  expect(await ledger.update(keyed(), { text: 'x' })).toMatchObject({
    ok: false,
    method: 'chat.update',
    answer: { error: 'message_not_found' },
  });
  await expect(ledger.update(keyed(), { text: 'x' })).rejects.toMatchObject({ code: 'messages.not_found' });
  expect(await claims()).toBe(0);
});

test('deletes by key, once', async () => {
  await ledger.upsert(keyed(), say('one'));
  expect(await ledger.delete(keyed())).toEqual({ ok: true, deleted: true });
  expect(await ledger.delete(keyed())).toEqual({ ok: true, deleted: false });
  expect(await ledger.delete(keyed('other'))).toEqual({ ok: true, deleted: false });
  expect(slack.messages.size).toBe(0);
  expect((await ledger.get('T1', 'poll')).deletedAt).toBeInstanceOf(Date);
  expect(await ledger.upsert(keyed(), say('again'))).toMatchObject({ posted: true });
  slack.refuseNext('cant_delete_message');
  expect(await ledger.delete(keyed())).toMatchObject({ ok: false, method: 'chat.delete' });
});

test.each([
  ['an empty key', '', say('x'), 'messages.bad_key'],
  ['a long key', 'k'.repeat(256), say('x'), 'messages.bad_key'],
  ['no channel', 'poll', { text: 'x' }, 'messages.no_channel'],
])('refuses %s', async (_, key, args, code) => {
  await expect(ledger.upsert(keyed(key), args)).rejects.toMatchObject({ kind: 'invalid_argument', code });
  expect(slack.calls).toEqual([]);
});

describe('following answers and events', () => {
  const where = { team_id: 'T1', channel: 'C1', ts: '1.5' };
  const at = (ms: number) => new Date(1_700_000_000_000 + ms);
  const stored = async () => {
    const { rows } = await db.pool.query(
      `select key, text, convert_from(content, 'UTF8') as content, thread_ts, changed_elsewhere, deleted_at
       from havoc_internal.ledger_message`,
    );
    return rows;
  };

  test('a post is remembered, an update and a deletion follow', async () => {
    await ledger.apply([{ change: 'posted', ...where, at: at(0), thread_ts: '1.1', content: { text: 'a' } }]);
    await ledger.apply([{ change: 'updated', ...where, at: at(1), content: { text: 'b' } }]);
    expect(await stored()).toMatchObject([
      { key: null, text: 'b', content: '{"text":"b"}', thread_ts: '1.1', deleted_at: null },
    ]);
    await ledger.apply([{ change: 'deleted', ...where, at: at(2) }]);
    await ledger.apply([{ change: 'deleted', ...where, at: at(9) }]);
    expect(await stored()).toMatchObject([{ deleted_at: at(2) }]);
  });

  test('what the ledger does not have stays out of it', async () => {
    await ledger.apply([
      { change: 'updated', ...where, at: at(0), content: { text: 'a' } },
      { change: 'shown', ...where, at: at(0), content: { text: 'a' } },
      { change: 'deleted', ...where, at: at(0) },
    ]);
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['the echo of our own update', { text: 'a', blocks: [{ block_id: 'x' }] }, 60_000, false],
    ['an echo that Slack wrote otherwise', { text: 'a &amp; b' }, 1_000, false],
    ['an edit from elsewhere', { text: 'changed' }, 60_000, true],
  ])('%s is told apart', async (_, content, afterMs, expected) => {
    await ledger.apply([{ change: 'posted', ...where, at: at(0), content: { text: 'a' } }]);
    await ledger.apply([{ change: 'shown', ...where, at: at(afterMs), content }]);
    expect(await stored()).toMatchObject([{ changed_elsewhere: expected, content: '{"text":"a"}' }]);
  });

  test('after an edit from elsewhere, an upsert of the same content calls Slack', async () => {
    const result = await ledger.upsert(keyed(), say('a'));
    const ts = (await ledger.get('T1', 'poll')).ts ?? '';
    const later = new Date(Date.now() + 60_000);
    await ledger.apply([{ change: 'shown', ...where, ts, at: later, content: { text: 'b' } }]);
    await ledger.upsert(keyed(), say('a'));
    await ledger.upsert(keyed(), say('a'));
    expect(result.ok).toBe(true);
    expect(slack.calls).toEqual(['chat.postMessage', 'chat.update']);
  });
});
