import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../support/until.js';
import { podSpec } from './manifest.js';
import { createPod, type Pod } from './pod.js';
import { createService } from './service.js';

// The programs in these pods write their starts and ends to one file, so that the order is visible.
let folder: string;
let pod: Pod;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pod-test-'));
});
afterEach(async () => {
  await pod.remove();
  await rm(folder, { recursive: true });
});

const story = async () => (await readFile(join(folder, 'story'), 'utf8')).trim().split('\n');

const SAY = "const say = (what) => require('node:fs').appendFileSync(process.env.STORY, what + '\\n');";
/** Serves until SIGTERM, and answers a probe after some time. */
const SERVE = `${SAY}
  process.on('SIGTERM', () => { say(process.argv[1] + ' ends'); process.exit(); });
  say(process.argv[1] + ' starts');
  const server = require('node:http').createServer((_, answer) => answer.end('ok'));
  if (process.argv[2]) server.listen(Number(process.argv[2]), process.env.HAVOC_OPS_HOST);
  const stay = setInterval(() => {}, 1000);`;
const PORT = 30_090;

const run = (script: string, ...words: string[]) => ({
  image: 'node',
  command: ['node', '--eval', script, ...words],
  env: [{ name: 'STORY', value: join(folder, 'story') }],
});
const hook = (what: string) => ({
  preStop: { exec: { command: ['node', '--eval', `${SAY} say('${what}')`] } },
});
const probe = { httpGet: { path: '/', port: 'ops' }, periodSeconds: 0.05 };
const sidecar = () => ({
  ...run(SERVE, 'sidecar', `${PORT}`),
  name: 'sidecar',
  ports: [{ name: 'ops', containerPort: PORT }],
  startupProbe: { ...probe, failureThreshold: 200 },
  readinessProbe: probe,
  lifecycle: hook('sidecar is to end'),
});
const app = () => ({ ...run(SERVE, 'app'), name: 'app' });

async function start(spec: object): Promise<Pod> {
  const node = { entrypoint: [], command: [], env: {}, workdir: folder };
  pod = await createPod({ name: 'pod', spec: podSpec.parse(spec), images: { node }, secrets: {} });
  return pod;
}

test('native: the init container runs, then the sidecar starts, then the app; they end in reverse', async () => {
  const first = { ...run(`${SAY} say('init runs')`), name: 'init' };
  await start({ initContainers: [first, { ...sidecar(), restartPolicy: 'Always' }], containers: [app()] });
  await pod.started;
  await until(async () => (await story()).includes('app starts'));
  expect(await pod.terminate()).toEqual({
    sidecar: { code: 0, killed: false },
    app: { code: 0, killed: false },
  });
  const told = await story();
  expect(told.slice(0, 3)).toEqual(['init runs', 'sidecar starts', 'app starts']);
  // The sidecar's hook runs while the app already ends.
  expect(told.slice(3, 5).sort()).toEqual(['app ends', 'sidecar is to end']);
  expect(told.slice(5)).toEqual(['sidecar ends']);
});

test('classic: no container waits for another, and each ends after its own hook', async () => {
  const stays = {
    ...run(`${SERVE} process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => {});`, 'app'),
  };
  await start({
    containers: [{ ...stays, name: 'app' }, sidecar()],
    terminationGracePeriodSeconds: 0.5,
  });
  await pod.started;
  await until(async () => (await story()).includes('app starts'));
  const endings = await pod.terminate();
  // The container that ignores the signal is killed when its time is up, after at least 2 s.
  expect(endings).toEqual({ app: { code: null, killed: true }, sidecar: { code: 0, killed: false } });
});

test('an init container that fails keeps the pod from starting, and says why', async () => {
  const failing = { ...run("console.error('no such table'); process.exit(3)"), name: 'init' };
  await start({ initContainers: [failing], containers: [app()] });
  await expect(pod.started).rejects.toThrow('init ended with 3:\nno such table');
  expect(pod.isReady()).toBe(false);
});

test('a container that ends by itself is reported, and makes the pod unready', async () => {
  const brief = { ...run('setTimeout(() => process.exit(1), 300)'), name: 'app' };
  await start({ containers: [brief] });
  await pod.started;
  await until(() => !pod.isReady());
  expect(pod.troubles).toEqual([expect.stringContaining('app ended with 1')]);
});

test('a Service still sends to a pod that is ending, and the request fails once the pod is gone', async () => {
  const service = createService({ targetPort: PORT, lateMs: 60_000 });
  await start({ containers: [sidecar()] });
  service.add(pod);
  await pod.started;
  await until(async () => (await service.post('/', {}, '')).status === 200);
  await pod.terminate();
  expect(await service.post('/', {}, '')).toMatchObject({ status: undefined, pod: 'pod' });
  service.close();
});
