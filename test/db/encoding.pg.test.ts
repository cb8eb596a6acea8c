import { readConfig } from '../../src/config.js';
import { createListener, inspectTables, migrate, openDatabase } from '../../src/db/index.js';
import { createLogger } from '../../src/log/index.js';
import { startSidecar } from '../../src/main.js';
import { VERSION } from '../../src/version.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let database: TestDatabase;

afterEach(() => database.drop());

describe.each(['LATIN1', 'WIN1252', 'SQL_ASCII', 'EUC_JP'])('a database in %s', (encoding) => {
  const refusal = {
    kind: 'failed_precondition',
    code: 'db.bad_encoding',
    message: expect.stringMatching(`is encoded in ${encoding}, .* UTF8.* CREATE DATABASE .* DATABASE_URL`),
  };

  beforeEach(async () => {
    database = await createDatabase('template0', encoding);
  });

  test('is refused by a migration', async () => {
    await expect(migrate({ url: database.url, version: VERSION })).rejects.toMatchObject(refusal);
    await expect(inspectTables(database.url, VERSION)).rejects.toMatchObject(refusal);
  });

  test('is refused at the start', async () => {
    const config = readConfig({
      DATABASE_URL: database.url,
      SLACK_SIGNING_SECRET: 'a-signing-secret-of-32-characters',
    });
    const log = createLogger({ level: 'silent' });
    await expect(startSidecar(config, log)).rejects.toMatchObject(refusal);
  });

  test('is refused by each connection, in case the two URLs name different databases', async () => {
    const opened = openDatabase({ url: database.url });
    await expect(opened.pool.query('SELECT 1')).rejects.toMatchObject(refusal);
    await opened.close();
    const told: unknown[] = [];
    const log = { ...createLogger({ level: 'silent' }), warn: (fields: object) => void told.push(fields) };
    const listener = createListener({ url: database.url, log: log as never });
    await until(() => told.length > 0);
    await listener.stop();
    expect(told).toEqual([{ err: expect.objectContaining(refusal) }]);
  });
});
