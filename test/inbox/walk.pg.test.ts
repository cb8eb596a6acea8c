import { until } from '../support/until.js';
import { CLAIM, claimNames, claimOne, commitAll, IN_ORDER, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

/**
 * Makes conversations with the keys 1, 2, 3 and so on. The first envelope of each waits for its next attempt.
 */
async function fill(conversations: number): Promise<void> {
  await database.pool.query(
    `with added as (
       insert into havoc_internal.envelope (day, dedupe_key, kind, name, team_id, payload, received_at)
       select (now() at time zone 'utc')::date, gen_random_uuid(), 'event', 'waiting', 'T1', 'waiting', now()
       from generate_series(1, $1::int) returning *)
     insert into havoc_internal.unsettled (id, day, dedupe_key, kind, name, team_id, order_key, received_at, not_before)
     select id, day, dedupe_key, kind, name, team_id, id, received_at, now() + interval '1 hour' from added`,
    [conversations],
  );
}

const makeDue = (orderKey: number) =>
  database.pool.query('update havoc_internal.unsettled set not_before = now() where order_key = $1', [
    orderKey,
  ]);

test('walks past many waiting conversations to the one that is ready', async () => {
  await fill(1_600);
  await makeDue(1_600);
  expect(await claimOne(inbox, IN_ORDER)).toMatchObject({ orderKey: '1600' });
  expect(await claimNames(inbox, 1, IN_ORDER)).toEqual([]);
  for (const orderKey of [1, 700, 1_599]) {
    await makeDue(orderKey);
    expect(await claimOne(inbox, IN_ORDER)).toMatchObject({ orderKey: `${orderKey}` });
  }
});

test('walks past the waiting conversations of one workspace to another workspace', async () => {
  await fill(600);
  await commitAll(database.open(), ['other'], () => ({ teamId: 'T2', orderKey: 'a' }));
  expect(await claimNames(inbox, 1, IN_ORDER)).toEqual(['other']);
});

test('rests after a long walk that found nothing, and still claims new envelopes', async () => {
  let ready = 0;
  inbox.onReady(() => ready++);
  await fill(5_000);
  expect(await inbox.claim(1, { ...CLAIM, ...IN_ORDER })).toEqual([]);
  await commitAll(inbox, ['a1', 'a2'], () => ({ orderKey: 'a' }));
  const a1 = await claimOne(inbox, IN_ORDER);
  await inbox.settle({ ...a1, outcome: 'acked' });
  expect(await claimNames(inbox, 1, IN_ORDER)).toEqual(['a2']);
  await makeDue(2_500);
  await until(() => ready > 0);
  expect(await claimOne(inbox, IN_ORDER)).toMatchObject({ orderKey: '2500' });
});

test('claims only new envelopes while it rests', async () => {
  const { now } = performance;
  let aheadMs = 0;
  let tickMs = 3_600_000;
  performance.now = () => {
    aheadMs += tickMs;
    return now.call(performance) + aheadMs;
  };
  try {
    await fill(5_000);
    expect(await claimNames(inbox, 2, IN_ORDER)).toEqual([]);
    tickMs = 0;
    await makeDue(1);
    expect(await claimNames(inbox, 2, IN_ORDER)).toEqual([]);
    await commitAll(inbox, ['a1', 'b1'], (name) => ({ orderKey: name }));
    expect(await claimNames(inbox, 2, IN_ORDER)).toEqual(['a1', 'b1']);
    aheadMs += 365 * 24 * 3_600_000;
    expect(await claimOne(inbox, IN_ORDER)).toMatchObject({ orderKey: '1' });
  } finally {
    performance.now = now;
  }
});

test.each([1, 2, 3])(
  'new envelopes do not hold up those that the walk finds, with a limit of %d',
  async (limit) => {
    await inbox.claim(limit, { ...CLAIM, ...IN_ORDER });
    await commitAll(database.open(), ['old'], () => ({ orderKey: 'old' }));
    const claimed: string[] = [];
    for (let turn = 0; turn < 30 && !claimed.includes('old'); turn++) {
      const names = Array.from({ length: limit }, (_, place) => `${turn} ${place}`);
      await commitAll(inbox, names, (name) => ({ orderKey: name }));
      claimed.push(...(await claimNames(inbox, limit, IN_ORDER)));
    }
    expect(claimed).toContain('old');
  },
);

test('continues after the last claimed conversation, so that conversations take turns', async () => {
  await commitAll(database.open(), ['a', 'b', 'c', 'd'], (name) => ({ orderKey: name }));
  const names: string[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const one = await claimOne(inbox, IN_ORDER);
    names.push(one.name);
    await inbox.release([one]);
  }
  expect(names.toSorted()).toEqual(['a', 'b', 'c', 'd']);
});
