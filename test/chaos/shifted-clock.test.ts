import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLOCK = fileURLToPath(new URL('../../src/chaos/shifted-clock.js', import.meta.url));
const HOUR_MS = 3_600_000;
/** A program that prints a line, and ends when its clock is more than half an hour ahead. */
const PROGRAM = `
  process.stdout.write('runs');
  const end = ${Date.now() + HOUR_MS / 2};
  setInterval(() => Date.now() > end && process.exit(7), 5);`;

let folder: string;
let file: string;
let child: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-clock-'));
  file = join(folder, 'clock');
  await writeFile(file, '0');
  child = spawn(process.execPath, ['--import', CLOCK, '--input-type=module', '--eval', PROGRAM], {
    env: { ...process.env, NODE_OPTIONS: '', CHAOS_CLOCK_FILE: file },
  });
});

afterEach(async () => {
  child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

test('the clock jumps while the program runs', async () => {
  if (child.stdout) await once(child.stdout, 'data');
  await writeFile(file, String(HOUR_MS));
  expect(await once(child, 'exit')).toEqual([7, null]);
});

test('the clock jumps even if the file changed while the program started', async () => {
  await writeFile(file, String(HOUR_MS));
  expect(await once(child, 'exit')).toEqual([7, null]);
});
