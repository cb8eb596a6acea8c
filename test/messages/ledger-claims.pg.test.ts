import { openDatabase } from '../../src/db/index.js';
import { createLedger, type LedgerCall } from '../../src/messages/index.js';
import { until } from '../support/until.js';
import { log, say, setUpLedger } from './ledger-stage.js';

const { url, db, slack, ledger, keyed, claims } = await setUpLedger();

test('many concurrent upserts of one key from two processes post once', async () => {
  const otherDb = openDatabase({ url, poolSize: 4 });
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

test('during the first post, the key has no message yet', async () => {
  const open = slack.hold();
  const upsert = ledger.upsert(keyed(), say('x'));
  await until(() => slack.calls.length === 1);
  await expect(ledger.get('T1', 'poll')).rejects.toMatchObject({ kind: 'not_found' });
  open();
  await upsert;
});

test('a key whose holder died is taken over when its claim expires', async () => {
  await db.pool.query(
    `insert into havoc_internal.ledger_message (team_id, key, channel, content, claim, claim_until)
     values ('T1', 'poll', 'C1', '{}', gen_random_uuid(), clock_timestamp() + interval '150 milliseconds')`,
  );
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({ ok: true, posted: true });
});

test('a claim is renewed during a slow call to Slack', async () => {
  const quick = createLedger({ db, log, claimMs: 600, waitMs: 5_000 });
  const open = slack.hold();
  const first = quick.upsert(keyed(), say('one'));
  await until(() => slack.calls.length === 1);
  const before = await claimUntil();
  await until(async () => (await claimUntil()) > before);
  const second = quick.upsert(keyed(), say('two'));
  open();
  expect([await first, await second]).toMatchObject([{ posted: true }, { posted: false }]);
  expect(slack.messages.size).toBe(1);
});

const claimUntil = async (): Promise<number> => {
  const { rows } = await db.pool.query('select claim_until from havoc_internal.ledger_message');
  return rows[0].claim_until.getTime();
};

test('a call that waits too long for another one fails', async () => {
  const impatient = createLedger({ db, log, waitMs: 50 });
  const open = slack.hold();
  const first = ledger.upsert(keyed(), say('one'));
  await until(() => slack.calls.length === 1);
  await expect(impatient.upsert(keyed(), say('two'))).rejects.toMatchObject({ code: 'messages.busy' });
  open();
  await first;
});

test.each(['post', 'update', 'delete'] as const)(
  'when a caller disconnects during a %s, the ledger still records what Slack did',
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

test('a call that was cancelled before it called Slack changes nothing', async () => {
  const given = { ...keyed(), signal: AbortSignal.abort() };
  await expect(ledger.upsert(given, say('one'))).rejects.toMatchObject({ code: 'messages.cancelled' });
  expect(slack.calls).toEqual([]);
  expect(await claims()).toBe(0);
});

test('a cancelled call stops waiting', async () => {
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
