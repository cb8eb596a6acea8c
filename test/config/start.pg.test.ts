import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { readConfig } from '../../src/config.js';
import { createLogger } from '../../src/log/index.js';
import { startSidecar } from '../../src/main.js';
import { createDatabase, createTestDatabase, type TestDatabase } from '../support/database.js';
import { startProxy } from '../support/proxy.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let taken: Server;
beforeEach(async () => {
  database = await createTestDatabase();
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
});
afterEach(async () => {
  taken.close();
  await database.drop();
});

/** Starts a proxy to the database whose connections a test can cut. */
async function startWay() {
  const { hostname, port } = new URL(database.url);
  const way = await startProxy({ host: hostname, port: Number(port) });
  const url = new URL(database.url);
  url.port = `${way.port}`;
  return { way, url: url.href };
}

/** Starts a sidecar on free ports of this machine. `given` overrides its environment. */
function start(given: Record<string, string>, stop?: AbortSignal) {
  return startSidecar(configOf(given), createLogger({ level: 'silent' }), stop);
}

function configOf(given: Record<string, string>) {
  return readConfig({
    DATABASE_URL: database.url,
    SLACK_SIGNING_SECRET: 'a-signing-secret-for-tests',
    SLACK_API_URL: 'http://127.0.0.1:1/api/',
    HAVOC_ADDRESS: '127.0.0.1:0',
    HAVOC_HTTP_HOST: '127.0.0.1',
    HAVOC_HTTP_PORT: '0',
    HAVOC_OPS_HOST: '127.0.0.1',
    HAVOC_OPS_PORT: '0',
    ...given,
  });
}

test.each(['HTTP', 'OPS'])(
  'reports that the port of HAVOC_%s_PORT is taken, and names the variable to change',
  async (name) => {
    const { port } = taken.address() as AddressInfo;
    await expect(start({ [`HAVOC_${name}_PORT`]: `${port}` })).rejects.toMatchObject({
      code: 'main.port_in_use',
      message: expect.stringMatching(`127.0.0.1:${port} .*HAVOC_${name}_PORT`),
    });
  },
);

test('reports that an address does not belong to this machine', async () => {
  await expect(start({ HAVOC_HTTP_HOST: '192.0.2.1' })).rejects.toMatchObject({
    code: 'main.cannot_listen',
    message: expect.stringContaining('HAVOC_HTTP_HOST'),
  });
});

test('releases everything if a late step of the start fails, so that the next start succeeds', async () => {
  const { port } = taken.address() as AddressInfo;
  await expect(start({ HAVOC_HTTP_PORT: `${port}` })).rejects.toMatchObject({ code: 'main.port_in_use' });
  taken.close();
  await once(taken, 'close');
  const sidecar = await start({ HAVOC_HTTP_PORT: `${port}` });
  expect(sidecar.publicUrl).toBe(`http://127.0.0.1:${port}`);
  await sidecar.stop();
});

test('refuses tables that are older than this version, and says what to run', async () => {
  const empty = await createDatabase();
  await expect(start({ DATABASE_URL: empty.url })).rejects.toMatchObject({
    code: 'main.tables_out_of_date',
    message: expect.stringContaining('havoc migrate'),
  });
  await empty.drop();
});

test('logs that the database does not respond, waits for it, and starts once it responds', async () => {
  const { way, url } = await startWay();
  way.cut();
  const lines: string[] = [];
  const log = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
  const starting = startSidecar(configOf({ DATABASE_URL: url }), log);
  await until(() => lines.length > 0);
  way.restore();
  const sidecar = await starting;
  expect(lines[0]).toContain('the database does not respond yet');
  await sidecar.stop();
  way.close();
});

test('stops waiting for the database after its time limit, or when the caller stops it', async () => {
  const { way, url } = await startWay();
  way.cut();
  const tooLate = start({ DATABASE_URL: url, HAVOC_DATABASE_WAIT_MS: '500' });
  await expect(tooLate).rejects.toMatchObject({ code: 'db.unreachable' });
  const stopped = start({ DATABASE_URL: url }, AbortSignal.timeout(300));
  await expect(stopped).rejects.toMatchObject({ code: 'db.unreachable' });
  way.close();
});

test('does not wait for a database that does not exist', async () => {
  const url = new URL(database.url);
  url.pathname = '/not_there';
  await expect(start({ DATABASE_URL: url.href })).rejects.toMatchObject({ code: 'db.unreachable' });
});
