import { randomUUID } from 'node:crypto';
import { CLAIM, claimNames, commitAll, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

test('claims the oldest first, each envelope for one claimer', async () => {
  await commitAll(inbox, ['a', 'b', 'c', 'd']);
  const other = database.open();
  const [first, second] = await Promise.all([claimNames(inbox, 2), claimNames(other, 2)]);
  expect([...first, ...second].toSorted()).toEqual(['a', 'b', 'c', 'd']);
  expect(await claimNames(inbox, 2)).toEqual([]);
});

test('many claimers at once claim all envelopes, and none twice', async () => {
  const names = Array.from({ length: 400 }, (_, index) => `${index}`);
  await Promise.all(
    names.map((name) => commitAll(inbox, [name], () => ({ teamId: `T${Number(name) % 7}` }))),
  );
  const claimers = Array.from({ length: 6 }, () => database.open());
  const claimed: string[] = [];
  for (let round = 0; round < 40 && claimed.length < names.length; round++) {
    claimed.push(...(await Promise.all(claimers.map((claimer) => claimNames(claimer, 17)))).flat());
  }
  expect(claimed.toSorted()).toEqual(names.toSorted());
});

test('skips excepted envelopes, by kind or by kind and name', async () => {
  const kinds = ['command', 'event', 'event', 'shortcut'];
  const names = ['/poll', 'message', 'app_mention', 'message'];
  for (const [index, name] of names.entries()) {
    await commitAll(inbox, [`${kinds[index]} ${name}`], () => ({ kind: kinds[index] ?? '', name }));
  }
  const except = { kinds: ['command'], names: [{ kind: 'event', name: 'message' }] };
  expect(await claimNames(inbox, 10, { except })).toEqual(['event app_mention', 'shortcut message']);
  expect(await claimNames(inbox, 10, { except })).toEqual([]);
  expect(await claimNames(inbox, 10)).toEqual(['command /poll', 'event message']);
});

test('skips excepted envelopes and claims the oldest others first, up to the limit', async () => {
  const names = ['b1', 'a1', 'b2', 'x1', 'a2', 'b3'];
  await commitAll(inbox, names, (name) => ({ name: name.slice(0, 1) }));
  const except = { kinds: [], names: [{ kind: 'event', name: 'x' }] };
  expect(await claimNames(inbox, 3, { except })).toEqual(['b1', 'a1', 'b2']);
  expect(await claimNames(inbox, 3, { except })).toEqual(['a2', 'b3']);
});

test('claims first what Slack still waits for, newest deadline first', async () => {
  const inSeconds: Record<string, number> = { soon: 60, late: 120, over: -1 };
  await commitAll(inbox, ['old', 'over', 'soon', 'late'], (name) => {
    const seconds = inSeconds[name];
    return { replyBy: seconds === undefined ? undefined : new Date(Date.now() + seconds * 1_000) };
  });
  expect(await claimNames(inbox, 3)).toEqual(['late', 'soon', 'old']);
  expect(await claimNames(inbox, 3)).toEqual(['over']);
});

test('lets other replicas claim an envelope 2 s after the wanted replica', async () => {
  const wanted = randomUUID();
  const [id] = await commitAll(inbox, ['a'], () => ({ wantedBy: wanted }));
  expect(await claimNames(inbox, 1)).toEqual([]);
  const late = "update havoc_internal.unsettled set not_before = now() - interval '2 seconds'";
  await database.pool.query(late);
  expect(await claimNames(inbox, 1)).toEqual(['a']);
  expect(await database.unsettled(id)).toMatchObject({ wanted_by: null });
});

test('lets the wanted replica claim an envelope at once', async () => {
  const wanted = randomUUID();
  await commitAll(inbox, ['a'], () => ({ wantedBy: wanted }));
  expect(await claimNames(database.open({ replica: wanted }), 1)).toEqual(['a']);
});

test('makes an envelope with used-up attempts a dead letter with its last error', async () => {
  const told: unknown[] = [];
  inbox.onDead((dead) => told.push(dead));
  const [id, silent] = await commitAll(inbox, ['a', 'b']);
  for (const error of ['first', 'second']) {
    const claimed = await inbox.claim(2, { ...CLAIM, maxAttempts: 2 });
    const naked = claimed.find((one) => one.id === id);
    await inbox.postpone({ id: '', lease: '', ...naked, delayMs: 0, error });
    await database.passTime();
  }
  expect(await claimNames(inbox, 10, { maxAttempts: 2 })).toEqual([]);
  const { rows } = await database.pool.query('select * from havoc_internal.dead_letter order by id');
  expect(rows).toMatchObject([
    { id, reason: 'attempts', attempts: 2, last_error: 'second', payload: Buffer.from('a') },
    {
      id: silent,
      reason: 'attempts',
      attempts: 2,
      last_error: 'the lease ran out',
      payload: Buffer.from('b'),
    },
  ]);
  expect(told).toHaveLength(2);
  expect(told).toEqual(
    expect.arrayContaining([
      { id, kind: 'event', name: 'a', attempts: 2 },
      { id: silent, kind: 'event', name: 'b', attempts: 2 },
    ]),
  );
  expect(await database.unsettled(id)).toBeUndefined();
});

test('claims an envelope whose lease ran out before other due ones', async () => {
  await commitAll(inbox, ['leased'], () => ({ lease: randomUUID() }));
  await commitAll(inbox, ['new']);
  await database.pool.query("update havoc_internal.unsettled set not_before = now() where name = 'leased'");
  expect(await claimNames(inbox, 1)).toEqual(['leased']);
});

describe('shares of workspaces', () => {
  async function flood(team: string, count: number): Promise<void> {
    const names = Array.from({ length: count }, (_, index) => `${team} ${String(index).padStart(4, '0')}`);
    await Promise.all(names.map((name) => commitAll(inbox, [name], () => ({ teamId: team, name: 'n' }))));
  }

  const teamsOf = (names: string[]) => names.map((name) => name.split(' ')[0] ?? '');

  test('gives each workspace its share of a claim when one workspace has very many envelopes', async () => {
    await flood('T-flood', 300);
    for (const team of ['T-a', 'T-b', 'T-z']) await flood(team, 5);
    await claimNames(inbox, 20);
    const teams = teamsOf(await claimNames(inbox, 20));
    for (const team of ['T-a', 'T-b', 'T-z']) expect(teams.filter((one) => one === team)).toHaveLength(5);
    expect(teams).toHaveLength(20);
  });

  test('claims the oldest of each workspace first', async () => {
    await flood('T-a', 30);
    await flood('T-b', 30);
    await claimNames(inbox, 10);
    const names = await claimNames(inbox, 10);
    expect(names.filter((name) => name.startsWith('T-b')).toSorted()).toEqual(
      [0, 1, 2, 3, 4].map((n) => `T-b 000${n}`),
    );
  });

  test('workspaces take turns if there are more of them than a claim takes', async () => {
    const teams = Array.from({ length: 40 }, (_, index) => `T${String(index).padStart(2, '0')}`);
    for (const team of teams) await flood(team, 3);
    await claimNames(inbox, 1);
    const served = new Set<string>();
    for (let turn = 0; turn < 10; turn++)
      for (const team of teamsOf(await claimNames(inbox, 4))) served.add(team);
    expect(served.size).toBeGreaterThanOrEqual(38);
  });

  test('gives each workspace its share if some envelopes are excepted', async () => {
    await flood('T-flood', 100);
    await flood('T-a', 2);
    await commitAll(inbox, ['other'], () => ({ teamId: 'T-flood', name: 'excepted' }));
    const except = { kinds: [], names: [{ kind: 'event', name: 'excepted' }] };
    await claimNames(inbox, 10, { except });
    const names = await claimNames(inbox, 10, { except });
    expect(names).toEqual(expect.arrayContaining(['T-a 0000', 'T-a 0001']));
    expect(names).toHaveLength(10);
  });

  test('leaves no envelope unclaimed when workspaces have few envelopes', async () => {
    for (let team = 0; team < 30; team++) await flood(`T${team}`, team % 3);
    await commitAll(inbox, ['T-none'], () => ({ teamId: undefined }));
    const claimed: string[] = [];
    for (let turn = 0; turn < 12; turn++) claimed.push(...(await claimNames(inbox, 4)));
    expect(claimed).toHaveLength(31);
    expect(await inbox.claim(4, CLAIM)).toEqual([]);
  });
});
