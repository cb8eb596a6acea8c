import { randomUUID } from 'node:crypto';
import { createLogger } from '../../src/log/index.js';
import { purgeTenant, startPurging } from '../../src/purge/index.js';
import { createStage, grantOf, NOW, type Stage } from '../installations/stage.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let opened: OpenTestDatabase;
let stage: Stage;
beforeEach(async () => {
  opened = await openTestDatabase();
  stage = createStage(opened.database);
});
afterEach(async () => {
  await stage.installations.stop();
  await opened.close();
});

const deps = () => ({ vault: stage.vault, replica: randomUUID() });

/** Fills each table with a row of the tenant. */
async function fill(tenant: string): Promise<void> {
  const { pool } = opened.database;
  const day = `(now() at time zone 'utc')::date`;
  const key = randomUUID();
  const statements = [
    `insert into havoc_internal.slack_user (team_id, id, seen_at) values ($1, 'U1', now())`,
    `insert into havoc_internal.slack_channel (team_id, id, seen_at) values ($1, 'C1', now())`,
    `insert into havoc_internal.slack_bot (team_id, id, seen_at) values ($1, 'B1', now())`,
    `insert into havoc_internal.slack_team (id, seen_at) values ($1, now())`,
    `insert into havoc_internal.ledger_message (team_id, channel, key, content) values ($1, 'C1', 'k', '')`,
    `insert into havoc_internal.traffic (day, direction, name, team_id, outcome, took_ms)
     values (${day}, 'in', 'event message', $1, 'ok', 1)`,
    `insert into havoc_internal.envelope (day, dedupe_key, kind, name, team_id, payload, received_at)
     values (${day}, '${key}', 'event', 'message', $1, '{}', now())`,
    `insert into havoc_internal.unsettled (id, day, dedupe_key, kind, name, team_id, received_at)
     values (nextval('havoc_internal.envelope_id_seq'), ${day}, '${key}', 'event', 'message', $1, now())`,
    `insert into havoc_internal.dead_letter (id, day, dedupe_key, kind, name, team_id, payload, received_at, attempts, reason)
     values (nextval('havoc_internal.envelope_id_seq'), ${day}, '${key}', 'event', 'message', $1, '{}', now(), 1, 'termed')`,
  ];
  for (const statement of statements) await pool.query(statement, [tenant]);
}

/** The tables that still have a row of the tenant. */
async function tablesWith(tenant: string): Promise<string[]> {
  const { pool } = opened.database;
  const { rows } = await pool.query<{ name: string }>(
    `select distinct table_name as name from information_schema.columns
     where table_schema = 'havoc_internal' and column_name in ('team_id', 'tenant')
       and table_name not like 'envelope_%' and table_name not like 'traffic_%' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of [...rows, { name: 'slack_team' }]) {
    const { rows: hits } = await pool.query(
      `select 1 from havoc_internal.${name} as t where t::text ~ $1 limit 1`,
      [`\\m${tenant}\\M`],
    );
    if (hits.length > 0) found.push(name);
  }
  return found;
}

const ALL = {
  unsettled: 1,
  dead_letter: 1,
  envelope: 1,
  ledger_message: 1,
  slack_user: 1,
  slack_channel: 1,
  slack_bot: 1,
  slack_team: 1,
  traffic: 1,
  installation: 1,
  installation_token: 1,
  installation_news: 1,
  installation_team: 0,
};

test('everything that is kept of a workspace is removed, and nothing of another one', async () => {
  for (const tenant of ['T1', 'T2']) {
    await stage.installations.install(grantOf({ team_id: tenant }));
    await fill(tenant);
  }
  const before = await tablesWith('T2');
  expect(await purgeTenant(opened.database, deps(), { tenant: 'T1' })).toEqual(ALL);
  expect(await tablesWith('T1')).toEqual([]);
  expect(await tablesWith('T2')).toEqual(before);
  await expect(stage.installations.findToken({ team_id: 'T1' })).rejects.toMatchObject({
    code: 'installations.not_found',
  });
});

test('a purge of nothing removes nothing', async () => {
  const report = await purgeTenant(opened.database, deps(), { tenant: 'T9' });
  expect(Object.values(report).every((count) => count === 0)).toBe(true);
});

test('an organisation goes with its workspaces, but not with one that has an installation of its own', async () => {
  const { installations } = stage;
  await installations.install(
    grantOf({ team_id: undefined, enterprise_id: 'E1', is_enterprise_install: true }),
  );
  await installations.install(grantOf({ team_id: 'T2', enterprise_id: 'E1' }));
  await installations.hear(
    {
      kind: 'event',
      name: 'team_access_granted',
      body: { event: { type: 'team_access_granted', team_ids: ['T1', 'T2'] } },
      whose: { enterprise_id: 'E1', is_enterprise_install: true },
    },
    NOW,
  );
  for (const tenant of ['E1', 'T1', 'T2']) await fill(tenant);
  expect(await purgeTenant(opened.database, deps(), { tenant: 'E1' })).toMatchObject({
    envelope: 2,
    installation: 1,
    installation_team: 2,
  });
  expect(await tablesWith('T1')).toEqual([]);
  expect(await tablesWith('T2')).toContain('envelope');
});

test('an installation is purged some time after its end, and not before', async () => {
  const { installations } = stage;
  for (const team_id of ['T1', 'T2']) await installations.install(grantOf({ team_id }));
  await fill('T1');
  const end = (team_id: string, atS: number) =>
    installations.hear(
      {
        kind: 'event',
        name: 'app_uninstalled',
        body: { event: { type: 'app_uninstalled' }, event_time: atS },
        whose: { team_id, is_enterprise_install: false },
      },
      NOW,
    );
  const endS = NOW.getTime() / 1_000 + 60;
  await end('T1', endS);
  await end('T2', endS + 3_600);
  installations.startNews(async () => {});
  const purging = startPurging({
    ...deps(),
    db: opened.database,
    afterMs: 86_400_000,
    isMine: () => true,
    everyMs: 20,
    log: createLogger({ level: 'silent' }),
    now: () => new Date((endS + 86_400 + 60) * 1_000),
  });
  await until(async () => (await tablesWith('T1')).length === 0);
  await purging.stop();
  expect(await installations.get({ team_id: 'T2' })).toMatchObject({ state: 'ended' });
});

test('a purge waits until the app has settled the events about the end, but not for ever', async () => {
  const { installations } = stage;
  await installations.install(grantOf());
  await installations.revoke({ team_id: 'T1' });
  const { pool } = opened.database;
  await pool.query(
    `insert into havoc_internal.unsettled (id, day, dedupe_key, kind, name, team_id, received_at)
     values (1, now(), $1, 'installation_event', 'uninstalled', 'T1', now())`,
    [randomUUID()],
  );
  let elapsedMs = 86_400_000;
  const looks: number[] = [];
  const purging = startPurging({
    ...deps(),
    db: opened.database,
    afterMs: 0,
    isMine: () => true,
    everyMs: 10,
    log: createLogger({ level: 'silent' }),
    now() {
      looks.push(elapsedMs);
      return new Date(NOW.getTime() + elapsedMs);
    },
  });
  await until(() => looks.length > 6);
  expect(await installations.get({ team_id: 'T1' })).toMatchObject({ state: 'ended' });
  elapsedMs = 8 * 86_400_000;
  await until(async () => (await tablesWith('T1')).length === 0);
  await purging.stop();
});

test('a workspace that installs the app again during a purge keeps what is new', async () => {
  const { installations } = stage;
  await installations.install(grantOf());
  await installations.revoke({ team_id: 'T1' });
  const endedBefore = new Date(NOW.getTime() + 1);
  await installations.install(grantOf({ granted_at: new Date(NOW.getTime() + 5_000) }));
  await fill('T1');
  expect(await purgeTenant(opened.database, deps(), { tenant: 'T1', endedBefore })).toEqual({});
  expect(await installations.get({ team_id: 'T1' })).toMatchObject({ state: 'active' });
  const forced = await purgeTenant(opened.database, deps(), { tenant: 'T1', now: () => new Date(0) });
  expect(forced).toMatchObject({ envelope: 0, slack_user: 0, traffic: 0, installation: 1 });
});

test('a replica that leaves the work to another one purges nothing', async () => {
  await stage.installations.install(grantOf());
  await stage.installations.revoke({ team_id: 'T1' });
  let looks = 0;
  const purging = startPurging({
    ...deps(),
    db: opened.database,
    afterMs: 0,
    isMine: () => ++looks > 1_000_000,
    everyMs: 5,
    log: createLogger({ level: 'silent' }),
  });
  await until(() => looks > 3);
  await purging.stop();
  expect(await stage.installations.get({ team_id: 'T1' })).toMatchObject({ state: 'ended' });
});
