import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { createDatabase, createTestDatabase } from '../support/database.js';
import { run, type TestProcess } from '../support/process.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

const havoc = (args: string[], environment: Record<string, string> = {}) =>
  run('dist/cli/bin.js', args, environment);

async function finish(process: TestProcess): Promise<{ code: number | null; output: string }> {
  const { code } = await process.exited;
  return { code, output: process.output() };
}

async function change(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe('serve', () => {
  test('refuses to start without required variables, and names them', async () => {
    const { code, output } = await finish(havoc(['serve']));
    expect(code).toBe(1);
    expect(output).toContain('DATABASE_URL is missing');
    expect(output).toContain('SLACK_SIGNING_SECRET is missing');
    expect(output).not.toContain('    at ');
  });

  test('refuses to start without tables, and asks for migrate, which creates them', async () => {
    const { url, drop } = await createDatabase();
    const environment = { DATABASE_URL: url, SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' };
    const refused = await finish(havoc(['serve'], environment));
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('Run `havoc migrate` first') });
    const migrated = await finish(havoc(['migrate'], { DATABASE_URL: url }));
    expect(migrated).toMatchObject({ code: 0, output: expect.stringContaining('Applying migration') });
    expect(migrated.output).toMatch(
      /^Migrations applied: \d+\. The tables are up to date for havoc \d+\.\d+\.\d+\.$/m,
    );
    const again = await finish(havoc(['migrate'], { DATABASE_URL: url }));
    expect(again).toMatchObject({ code: 0, output: expect.stringMatching(/^Nothing to apply\. .*\n$/) });
    await drop();
  });

  test('refuses tables that only serve newer versions, as migrate does', async () => {
    const { url, drop } = await createTestDatabase();
    await change(
      url,
      `update havoc_internal._prisma_migrations set serves = '999.0.0' where migration_name ~ 'fleet'`,
    );
    const environment = { DATABASE_URL: url, SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' };
    for (const command of ['serve', 'migrate']) {
      const { code, output } = await finish(havoc([command], environment));
      expect({ code, output }).toEqual({
        code: 1,
        output: expect.stringMatching(
          /^The tables need havoc 999\.0\.0 or newer since migration \d+_fleet,.*\n$/,
        ),
      });
    }
    await drop();
  });

  test('when several processes migrate at once, each migration is applied once', async () => {
    const { url, drop } = await createDatabase();
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => finish(havoc(['migrate'], { DATABASE_URL: url }))),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const applied = runs.flatMap(({ output }) => output.match(/Applying migration \S+/g) ?? []);
    expect(applied.length).toBeGreaterThan(0);
    expect(applied).toEqual([...new Set(applied)]);
    await drop();
  });

  test('migrate waits for a database that it cannot reach, says so, and ends at a signal', async () => {
    const url = 'postgresql://nobody:hunter2@127.0.0.1:1/none';
    const migrating = havoc(['migrate'], { DATABASE_URL: url });
    expect(await migrating.line(/^Waiting: /)).toContain('Cannot connect to PostgreSQL at 127.0.0.1:1');
    expect(await migrating.end('SIGTERM')).toBe(1);
    expect(migrating.output()).not.toContain('hunter2');
  });

  test.each(['serve', 'migrate'])(
    '%s ends at once if a file for TLS cannot be read, and names the file',
    async (command) => {
      const environment = {
        DATABASE_URL:
          'postgresql://nobody:hunter2@127.0.0.1:1/none?sslmode=verify-full&sslrootcert=/no/ca.pem',
        SLACK_SIGNING_SECRET: '0123456789abcdef',
      };
      const { code, output } = await finish(havoc([command], environment));
      expect(code).toBe(1);
      expect(output).toMatch(/^DATABASE_URL .* cannot be read .*'\/no\/ca\.pem'.* sslrootcert.*\n$/);
      expect(output).not.toContain('hunter2');
    },
  );

  test('first names a variable that may be mistyped, then says that no database answers', async () => {
    const environment = {
      DATABASE_URL: 'postgresql://nobody:hunter2@127.0.0.1:1/none',
      SLACK_SIGNING_SECRET: '0123456789abcdef',
      HAVOC_DATABASE_WAIT_MS: '0',
      HAVOC_LEASE_SM: '5000',
    };
    const { code, output } = await finish(havoc(['serve'], environment));
    expect(code).toBe(1);
    expect(output).toMatch(
      /"level":"warn".*HAVOC_LEASE_SM is not a variable of havoc.* Did you mean HAVOC_LEASE_MS\?/,
    );
    expect(output).toContain('Cannot connect to PostgreSQL at 127.0.0.1:1');
    expect(output).not.toContain('hunter2');
  });
});

test.each([
  [['--help'], 0, 'serve'],
  [['sreve'], 1, 'Did you mean serve?'],
  [['slack', '--port', 'x'], 1, 'Give a port from 0 to 65535.'],
  [['traffic', 'list', '-n', '5000'], 1, 'Give a number from 1 to 1000.'],
  [['traffic', 'list', '-n', '0'], 1, 'Give a number from 1 to 1000.'],
  [['traffic', 'list', '--direction', 'up'], 1, 'Allowed choices are in, out.'],
  [['slack', '--port', '0', '--request-url', 'foo'], 1, 'Give a URL such as http://'],
  [['traffic', 'list', '--address', '127.0.0.1:1'], 1, 'No sidecar answers at 127.0.0.1:1'],
  [['traffic', 'tail', '--address', '127.0.0.1:1'], 1, 'No sidecar answers at 127.0.0.1:1'],
  [['traffic', 'list', '--address', 'nowhere/'], 1, 'is not an address of a havoc sidecar'],
])('havoc %j exits with %j and prints: %s', async (args, code, text) => {
  expect(await finish(havoc(args))).toEqual({ code, output: expect.stringContaining(text) });
});

test('ends without an error message when the reader closes standard output', async () => {
  const { stderr } = await promisify(execFile)('sh', ['-c', 'node dist/cli/bin.js completion bash | true']);
  expect(stderr).toBe('');
});

describe('traffic', () => {
  let stack: Stack;
  let address: string[];

  beforeAll(async () => {
    stack = await startStack();
    address = ['--address', stack.sidecar().grpcAddress];
    const app = stack.createApp();
    app.event('app_mention', async ({ say }) => void (await say('hi')));
    await app.start();
    await stack.local.as('ana').post('#general', `<@${stack.local.botUserId}> hello`);
    await stack.local.waitForMessage({ text: 'hi' });
    await until(async () => (await list()).includes('chat.postMessage'));
  });
  afterAll(() => stack.stop());

  const list = async (...more: string[]) =>
    (await finish(havoc(['traffic', 'list', ...address, ...more]))).output;

  test('lists records of both directions, or those with a name', async () => {
    expect(await list()).toMatch(/from Slack {2}event app_mention .* ok .* HTTP 200/);
    const calls = await list('--direction', 'out', '--name', 'chat.postMessage');
    expect(calls.trim().split('\n')).toEqual([expect.stringMatching(/to Slack {4}chat\.postMessage .* ok/)]);
  });

  test('prints a sentence if no record matches, but nothing with --json', async () => {
    expect(await list('--name', 'chat.delete')).toBe('No recorded traffic matches.\n');
    expect(await list('--name', 'chat.delete', '--json')).toBe('');
  });

  test('shows a whole record, without the token', async () => {
    const [record = ''] = (await list('--json', '--name', 'chat.postMessage')).split('\n');
    const { id } = JSON.parse(record);
    const { output } = await finish(havoc(['traffic', 'show', id, ...address]));
    expect(output).toContain('"text": "hi"');
    expect(output).not.toContain(stack.local.botToken);
  });

  test('exits with 1 for an unknown record', async () => {
    expect(await finish(havoc(['traffic', 'show', '999999', ...address]))).toMatchObject({ code: 1 });
  });

  test('tails new records until it is interrupted', async () => {
    const tail = havoc(['traffic', 'tail', ...address, '--direction', 'in']);
    await until(async () => {
      await stack.local.as('ben').post('#general', 'anybody?');
      return tail.output().includes('event message');
    });
    expect(await tail.end('SIGINT')).toBe(0);
  });
});
