import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceDev } from '../../src/cli/running-dev.js';
import { createMetrics, createOps } from '../../src/ops/index.js';
import { run } from '../support/process.js';

let isReady = true;
const ops = createOps({
  metrics: createMetrics(),
  isStarted: () => true,
  health: async () => ({ ready: isReady, database: 'ok', replicas: '2' }),
});
let port: string;

beforeAll(async () => {
  port = new URL(await ops.listen({ host: '127.0.0.1', port: 0 })).port;
});
afterAll(() => ops.close());

async function health(args: string[], environment = {}): Promise<{ code: number | null; lines: string[] }> {
  const process = run('dist/cli/bin.js', ['health', ...args], environment);
  const { code } = await process.exited;
  return { code, lines: process.lines() };
}

test('prints that a sidecar is ready, and the state of its parts', async () => {
  expect(await health(['--port', port])).toEqual({
    code: 0,
    lines: ['The sidecar is ready.', '  database   ok', '  replicas   2'],
  });
});

test('finds a sidecar by the sidecar’s own variables, even if it listens on all addresses', async () => {
  expect((await health([], { HAVOC_OPS_HOST: '0.0.0.0', HAVOC_OPS_PORT: port })).code).toBe(0);
});

test('finds a havoc dev by its data folder, unless a port is given', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-health-'));
  const takeBack = await announceDev(folder, {
    grpc: '127.0.0.1:9',
    ops: `http://127.0.0.1:${port}`,
    variables: {},
  });
  expect((await health([], { HAVOC_DATA_DIR: folder })).code).toBe(0);
  expect((await health(['--port', '9'], { HAVOC_DATA_DIR: folder })).code).toBe(1);
  await takeBack();
  await rm(folder, { recursive: true });
});

test('exits with 1 if the sidecar is not ready', async () => {
  isReady = false;
  const { code, lines } = await health(['--port', port]);
  expect(code).toBe(1);
  expect(lines[0]).toBe('The sidecar is not ready.');
});

test('exits with 1 if no sidecar answers, and says what to do', async () => {
  const { code, lines } = await health(['--host', '::1', '--port', '9']);
  expect(code).toBe(1);
  expect(lines[0]).toBe(
    'No sidecar answers at http://[::1]:9/readyz. Start it, or name another address with --host and --port.',
  );
});
