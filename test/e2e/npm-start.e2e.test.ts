import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePorts } from '../../src/dev/index.js';
import { makeDataFolder } from '../support/data-folder.js';
import { listens } from '../support/listens.js';
import { runCommand, type TestProcess } from '../support/process.js';
import { until } from '../support/until.js';

let dataDir: string;
let npm: TestProcess;

beforeAll(async () => {
  dataDir = await makeDataFolder();
});
afterEach(() => npm.end('SIGKILL'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const isLocked = () =>
  access(join(dataDir, 'postgres', 'owner.pid')).then(
    () => true,
    () => false,
  );

// npm forwards the first two. SIGHUP is not in the list because it ends npm at once, like SIGKILL.
test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
  'all processes end when npm receives %s',
  async (signal) => {
    const [slack = 0, grpc = 0] = await findFreePorts(2);
    // The code is built already, so `prestart` is not needed.
    npm = runCommand(['npm', 'start', '--ignore-scripts'], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        npm_config_update_notifier: 'false',
        HAVOC_SLACK_PORT: `${slack}`,
        HAVOC_ADDRESS: `127.0.0.1:${grpc}`,
        HAVOC_DATA_DIR: dataDir,
      },
    });
    await npm.line(/Connected to the havoc sidecar/);
    const [, postgres] = /PostgreSQL is ready on 127\.0\.0\.1:(\d+)/.exec(npm.output()) ?? [];
    const ports = [slack, grpc, Number(postgres)];
    expect([await Promise.all(ports.map(listens)), await isLocked()]).toEqual([[true, true, true], true]);

    npm.kill(signal);
    // Resolves when every process that holds npm's output has ended.
    await npm.exited;
    await until(async () => !(await Promise.all(ports.map(listens))).includes(true));
    expect(await isLocked()).toBe(false);
  },
);
