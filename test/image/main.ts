// npm run test:image   builds the images, and runs the tests in test/image on them, in a separate network that has only
//                      a loopback interface. Further arguments are for jest.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';
import { provideBase, readBase } from './base.js';
import { type BuildOptions, createBuilder, type Image } from './builder.js';
import { execute } from './execute.js';
import { missingNeeds, thisMachine } from './needs.js';

const missing = missingNeeds(thisMachine());
if (missing.length > 0) {
  console.error(`The tests of the image cannot be run here.\n${missing.join('\n')}`);
  process.exit(1);
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
const folder = await mkdtemp(join(tmpdir(), 'havoc-test-image-'));
// The users in the containers must pass through this folder to reach the shared ones.
await chmod(folder, 0o711);
try {
  const images = await buildImages();
  await writeFile(join(folder, 'images.json'), JSON.stringify(images));
  process.exitCode = await runJest();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
} finally {
  await removeAll();
}

async function buildImages(): Promise<{ production: Image; development: Image }> {
  const builder = createBuilder(folder, stopping.signal);
  const base = readBase();
  const kind = await timed(`base ${base.name}`, () => provideBase(builder, base));
  if (kind === 'stand-in')
    console.log(
      `  This image cannot be pulled here. A stand-in of Debian ${base.suite} and Node ${base.node} replaces it.`,
    );
  const { version } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8'));
  const buildArgs = { VERSION: version, REVISION: 'of-the-test', CREATED: new Date().toISOString() };
  async function make(tag: string, options: BuildOptions): Promise<Image> {
    const image = await timed(tag, async () => {
      await builder.build(tag, options);
      return builder.open(tag);
    });
    const [compressed, unpacked] = [image.compressedBytes, image.bytes].map((size) =>
      (size / 1e6).toFixed(0),
    );
    console.log(`  ${compressed} MB compressed, ${unpacked} MB unpacked`);
    return image;
  }
  const production = await make('havoc-test:production', { buildArgs });
  const development = await make('havoc-test:dev', { target: 'dev' });
  return { production, development };
}

async function timed<Result>(what: string, body: () => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  const result = await body();
  console.log(`✓ ${what} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
  return result;
}

/** Runs the tests in a network that has nothing but a loopback interface of its own. */
function runJest(): Promise<number> {
  const selected = ['--selectProjects', 'image', '--runInBand', ...process.argv.slice(2)];
  const jest = ['node_modules/jest/bin/jest.js', ...selected];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(
    'unshare',
    ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', process.execPath, ...flags, ...jest],
    { cwd: REPOSITORY, stdio: 'inherit', env: { ...process.env, HAVOC_TEST_IMAGES: folder } },
  );
  stopping.signal.addEventListener('abort', () => child.kill('SIGINT'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Removes everything, including the images. All that buildah and runc store is below the folder. */
async function removeAll(): Promise<void> {
  const withinMs = 30_000;
  const runc = ['--root', join(folder, 'runc')];
  const left = await execute('runc', [...runc, 'list', '--quiet'], { withinMs });
  for (const id of left.split('\n').filter(Boolean))
    await execute('runc', [...runc, 'delete', '--force', id], { withinMs });
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts.reverse()) await execute('umount', ['--lazy', path], { withinMs });
  await rm(folder, { recursive: true, force: true });
}
