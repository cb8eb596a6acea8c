import { createTestDatabase, withClient } from '../support/database.js';
import { startProxy } from '../support/proxy.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.stop());

async function ready(of = stack): Promise<{ status: number; [detail: string]: unknown }> {
  const answer = await fetch(`${of.sidecar().opsUrl}/readyz`);
  return Object.assign({ status: answer.status }, await answer.json());
}

test('is ready after the start, and not ready while it stops and waits for deliveries in flight', async () => {
  await stack.stop();
  // Longer than a busy machine takes for the requests below.
  stack = await startStack({ environment: { HAVOC_DRAIN_MS: '60000' } });
  expect(await ready()).toMatchObject({ status: 200, ready: true, database: 'ok' });
  let finish = () => {};
  const handled = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let isHandling = false;
  const app = stack.createApp();
  app.event('app_mention', async () => {
    isHandling = true;
    await handled;
  });
  await app.start();
  await stack.local.as('ana').post('#general', `<@${stack.local.botUserId}> hello`);
  await until(() => isHandling);
  const stopped = stack.sidecar().stop();
  expect(await ready()).toMatchObject({ status: 503, ready: false });
  for (const path of ['livez', 'startupz'])
    expect((await fetch(`${stack.sidecar().opsUrl}/${path}`)).status).toBe(200);
  finish();
  await stopped;
  expect(await stack.outcomes()).toContain('settled');
});

test('shows its metrics', async () => {
  await fetch(`${stack.sidecar().publicUrl}/made/up`);
  const metrics = await (await fetch(`${stack.sidecar().opsUrl}/metrics`)).text();
  expect(metrics).toContain('havoc_incoming_total{kind="other",outcome="refused: request.path"} 1');
});

test('reports how many apps are connected, so that an ending pod can wait for them', async () => {
  expect(await ready()).toMatchObject({ apps: '0' });
  const app = stack.createApp();
  await app.start();
  expect(await ready()).toMatchObject({ apps: '1' });
  await app.stop();
  await until(async () => (await ready()).apps === '0');
});

test('reports a token that Slack refuses, until Slack accepts it again', async () => {
  await until(async () => (await ready()).slack === 'ok');
  const metrics = async () => (await fetch(`${stack.sidecar().opsUrl}/metrics`)).text();
  expect(await metrics()).toMatch(/^havoc_installations{state="refused"} 0$/m);
  const call = () => stack.createApp().slack.team.info().catch(String);
  const mend = stack.local.fail('team.info', { error: 'token_revoked' });
  expect(await call()).toContain('token_revoked');
  expect(await ready()).toMatchObject({
    status: 200,
    slack: expect.stringMatching(/^a token is refused \(T\w+: token_revoked\)$/),
  });
  expect(await metrics()).toMatch(/^havoc_installations{state="refused"} 1$/m);
  mend();
  expect(await call()).toMatchObject({ ok: true });
  expect(await ready()).toMatchObject({ slack: 'ok' });
  expect(await metrics()).toMatch(/^havoc_installations{state="refused"} 0$/m);
});

test.each([
  ['true', 503],
  ['false', 200],
])(
  'with HAVOC_READINESS_STRICT=%s and an unreachable database, /readyz answers %d and says why',
  async (HAVOC_READINESS_STRICT, status) => {
    const database = await createTestDatabase();
    const url = new URL(database.url);
    const proxy = await startProxy({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${proxy.port}`;
    const away = await startStack({ environment: { DATABASE_URL: url.href, HAVOC_READINESS_STRICT } });
    expect(await ready(away)).toMatchObject({ status: 200, ready: true, database: 'ok' });
    proxy.cut();
    await until(async () => (await ready(away)).database !== 'ok');
    expect(await ready(away)).toMatchObject({ status, database: 'unreachable' });
    expect((await fetch(`${away.sidecar().opsUrl}/startupz`)).status).toBe(200);
    proxy.restore();
    await until(async () => (await ready(away)).database === 'ok' && (await ready(away)).status === 200);
    await away.stop();
    proxy.close();
    await database.drop();
  },
);

const execute = (sql: string) => withClient(stack.config.DATABASE_URL, (client) => client.query(sql));
const database = () => new URL(stack.config.DATABASE_URL).pathname.slice(1);
const hasRecovered = () => until(async () => (await ready()).database === 'ok');
const databaseUp = async () => {
  const metrics = await (await fetch(`${stack.sidecar().opsUrl}/metrics`)).text();
  return /^havoc_database_up (\d)$/m.exec(metrics)?.[1];
};

test('reports a read-only database, until it accepts writes again', async () => {
  // Applies to new connections, and ends the existing ones, as a failover to a standby does.
  const makeReadOnly = (value: 'on' | 'off') =>
    execute(`SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; COMMIT;
      ALTER DATABASE ${database()} SET default_transaction_read_only = ${value}; COMMIT;
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await makeReadOnly('on');
  await until(async () => (await ready()).database !== 'unreachable');
  expect(await ready()).toMatchObject({ status: 200, database: 'read-only: nothing can be stored' });
  expect(await databaseUp()).toBe('0');
  await makeReadOnly('off');
  await hasRecovered();
  expect(await databaseUp()).toBe('1');
});

test('reports a full disk after a commit failed because of it, until a commit succeeds', async () => {
  await execute(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON havoc_internal.unsettled EXECUTE FUNCTION full_disk()`);
  const say = (text: string) => stack.local.as('ana').post('#general', `<@${stack.local.botUserId}> ${text}`);
  await say('lost for now');
  await until(async () => (await ready()).database !== 'ok');
  expect(await ready()).toMatchObject({ status: 200, database: 'its disk is full: nothing can be stored' });
  expect(await databaseUp()).toBe('0');
  await execute('DROP FUNCTION full_disk CASCADE');
  await say('stored');
  await hasRecovered();
  expect(await databaseUp()).toBe('1');
});
