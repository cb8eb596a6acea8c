import { randomBytes } from 'node:crypto';
import { inspectTables, migrate } from '../../src/db/index.js';
import { createMigrationStage, type MigrationStage } from './migration-stage.js';

const version = '0.1.0';
let stage: MigrationStage;
let role: string;
/** The URL with a role that has only the right to connect. */
let url: string;
let folder: string;

beforeEach(async () => {
  stage = await createMigrationStage();
  ({ folder } = stage);
  // The name needs quotes in SQL, to test that the statement in the error message can be run as it is.
  role = `Havoc ${randomBytes(6).toString('hex')}`;
  await stage.query(`CREATE ROLE "${role}" LOGIN PASSWORD 'hunter2'`);
  const its = new URL(stage.url);
  its.username = role;
  its.password = 'hunter2';
  url = its.href;
  await stage.write('1_first', 'CREATE TABLE havoc_internal.first ()');
});
afterEach(async () => {
  await stage.query(`DROP OWNED BY "${role}" CASCADE; DROP ROLE "${role}"`);
  await stage.leave();
});

const grant = async (error: unknown) =>
  stage.query(/(?:GRANT|ALTER TABLE) .*?;/.exec(messageOf(error))?.[0] ?? '-');
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

test('a role that may not create the schema gets a statement that grants the right', async () => {
  const error = await migrate({ url, version, folder }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    kind: 'permission_denied',
    code: 'db.not_allowed',
    message: expect.stringMatching(
      `the role "${role}" .*permission denied for database .*GRANT CREATE ON DATABASE `,
    ),
  });
  expect(messageOf(error)).not.toContain('hunter2');
  await grant(error);
  expect(await migrate({ url, version, folder })).toMatchObject({ applied: ['1_first'] });
});

test('a role that does not own the schema is told who does, at a start and in a migration', async () => {
  await migrate({ url: stage.url, version, folder });
  const refused = { code: 'db.not_allowed', message: expect.stringContaining('havoc_internal belongs to ') };
  await expect(inspectTables(url, version)).rejects.toMatchObject(refused);
  const error = await migrate({ url, version, folder }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(refused);
  await grant(error);
  expect(await migrate({ url, version, folder })).toEqual({ applied: [], newer: [] });
});

test('a role that owns the schema but not its objects is told so by the failed migration', async () => {
  await migrate({ url: stage.url, version, folder });
  await stage.query(`ALTER SCHEMA havoc_internal OWNER TO "${role}"; GRANT CREATE ON DATABASE "${stage.url.split('/').at(-1)}" TO "${role}";
    ALTER TABLE havoc_internal._prisma_migrations OWNER TO "${role}"`);
  await stage.write('2_second', 'ALTER TABLE havoc_internal.first ADD COLUMN name text');
  await expect(migrate({ url, version, folder })).rejects.toMatchObject({
    code: 'db.not_allowed',
    message: expect.stringMatching(/must be owner of table first\)\. .*ALTER … OWNER TO/),
  });
});

test('a role that owns the schema does not need the right to create one', async () => {
  await stage.query(`CREATE SCHEMA havoc_internal AUTHORIZATION "${role}"`);
  expect(await migrate({ url, version, folder })).toMatchObject({ applied: ['1_first'] });
  expect(await migrate({ url, version, folder })).toEqual({ applied: [], newer: [] });
});
