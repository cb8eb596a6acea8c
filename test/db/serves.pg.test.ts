import { migrate } from '../../src/db/index.js';
import { inspectTables } from '../../src/db/pending.js';
import { VERSION } from '../../src/version.js';
import { createMigrationStage, type MigrationStage } from './migration-stage.js';

let stage: MigrationStage;
beforeEach(async () => {
  stage = await createMigrationStage();
});
afterEach(() => stage.leave());

/** Migrates as this version, then removes the newer migrations, since an older version does not have them. */
async function migrateBy(version: string, newer: Record<string, string>): Promise<void> {
  await stage.write('1_first', 'CREATE TABLE first ()');
  for (const [name, serves] of Object.entries(newer)) await stage.write(name, 'SELECT 1', serves);
  await migrate({ url: stage.url, folder: stage.folder, version });
  for (const name of Object.keys(newer)) await stage.forget(name);
}

test.each([
  ['0.3.0', {}],
  ['0.1.0', { '2_expand': '0.1.0' }],
  ['0.2.0', { '2_expand': '0.1.0', '3_contract': '0.2.0' }],
  ['0.2.5', { '2_contract': '0.2.0' }],
  ['0.10.0', { '2_contract': '0.9.0' }],
  ['0.2.0-beta.1', { '2_contract': '0.2.0' }],
])('havoc %s accepts tables that %j changed, and does not change them', async (version, newer) => {
  await migrateBy('0.10.0', newer);
  const run = { url: stage.url, folder: stage.folder, version };
  expect(await migrate(run)).toEqual({ applied: [], newer: Object.keys(newer) });
  expect(await stage.book()).toEqual([
    { migration_name: '1_first', serves: '0.1.0' },
    ...Object.entries(newer).map(([name, serves]) => ({ migration_name: name, serves })),
  ]);
});

test.each([
  ['0.1.0', { '2_contract': '0.2.0' }, '2_contract', '0.2.0'],
  ['0.1.9', { '2_contract': '0.2.0', '3_expand': '0.2.0' }, '2_contract', '0.2.0'],
  ['0.2.0', { '2_contract': '0.2.0', '3_contract': '0.3.0' }, '3_contract', '0.3.0'],
  ['0.1.0', { '2_contract': '0.2.0', '3_contract': '0.10.0' }, '3_contract', '0.10.0'],
])(
  'havoc %s refuses tables that %j changed, and says which version to start',
  async (version, newer, name, wanted) => {
    await migrateBy('0.10.0', newer);
    // Its own migrations are not applied either.
    await stage.write('4_of_its_own', 'CREATE TABLE second ()');
    await expect(migrate({ url: stage.url, folder: stage.folder, version })).rejects.toMatchObject({
      kind: 'failed_precondition',
      code: 'db.version_unserved',
      message:
        `The tables need havoc ${wanted} or newer since migration ${name}, and this is havoc ${version}. ` +
        `Start ${wanted} or newer. To use ${version}, restore a backup from before that migration.`,
    });
    expect(await stage.book()).toHaveLength(1 + Object.keys(newer).length);
  },
);

test('a start makes the same check, without a lock', async () => {
  await migrate({ url: stage.url, version: VERSION });
  expect(await inspectTables(stage.url, VERSION)).toEqual({ pending: [], newer: [] });
  await stage.write('99999999999999_later', 'SELECT 1', '0.4.0');
  await migrate({ url: stage.url, folder: stage.folder, version: '0.4.0' });
  expect(await inspectTables(stage.url, '0.4.0')).toEqual({ pending: [], newer: ['99999999999999_later'] });
  await expect(inspectTables(stage.url, '0.3.9')).rejects.toMatchObject({ code: 'db.version_unserved' });
});

test('a start reports the missing tables', async () => {
  const { pending } = await inspectTables(stage.url, VERSION);
  expect(pending.map(({ name }) => name)).toEqual(
    (await migrate({ url: stage.url, version: VERSION })).applied,
  );
});

test('a migration without a recorded version supports all versions', async () => {
  await migrateBy('0.3.0', { '2_newer': '0.3.0' });
  await stage.query('ALTER TABLE havoc_internal._prisma_migrations DROP COLUMN serves');
  const run = { url: stage.url, folder: stage.folder, version: '0.1.0' };
  expect(await migrate(run)).toEqual({ applied: [], newer: ['2_newer'] });
});

test.each(['', '0.2', 'all', '-- 0.1.0'])(
  'a migration with "%s" in its file serves is not applied',
  async (serves) => {
    await stage.write('1_first', 'CREATE TABLE first ()', serves);
    await expect(migrate({ url: stage.url, version: '0.1.0', folder: stage.folder })).rejects.toMatchObject({
      code: 'db.migration_unmarked',
      message: expect.stringContaining('prisma/migrations/1_first/serves'),
    });
  },
);

test('several versions that migrate at the same time apply each migration once', async () => {
  await stage.write('1_first', 'CREATE TABLE first (); SELECT pg_sleep(0.1)');
  const older = await createMigrationStage();
  await older.write('1_first', 'CREATE TABLE first (); SELECT pg_sleep(0.1)');
  await stage.write('2_expand', 'ALTER TABLE first ADD COLUMN second text');
  const runs = await Promise.all(
    Array.from({ length: 3 }).flatMap(() => [
      migrate({ url: stage.url, folder: older.folder, version: '0.1.0' }),
      migrate({ url: stage.url, folder: stage.folder, version: '0.2.0' }),
    ]),
  );
  expect(runs.flatMap(({ applied }) => applied).sort()).toEqual(['1_first', '2_expand']);
  await older.leave();
});
