import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { runSource, type TestProcess } from '../support/process.js';

let chaos: TestProcess;
afterEach(() => chaos.end('SIGKILL'));

const MAIN = 'src/chaos/main.ts';
/** The processes with one of these texts in their arguments or their environment. */
function runningWith(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    const about = ['cmdline', 'environ'].map((file) => readIfThere(`/proc/${pid}/${file}`));
    return /^\d+$/.test(pid) && about.some((words) => words.includes(text));
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const zero = (name: string) => new RegExp(`^${name} +0$`, 'm');

test('nothing is lost, settled twice or out of order, whichever process dies', async () => {
  chaos = runSource(MAIN, ['--seconds', '20', '--seed', '3', '--rate', '25']);
  expect({ ...(await chaos.exited), output: chaos.output() }).toMatchObject({ code: 0 });
  expect(chaos.output()).toMatch(zero('lost'));
  expect(chaos.output()).toMatch(zero('twice-settled'));
  expect(chaos.output()).toMatch(zero('out of order'));
  expect(chaos.output()).toMatch(zero('wrong answers'));
  expect(chaos.output()).toMatch(/^acknowledged +[1-9]\d\d/m);
}, 240_000);

test('an interrupted run leaves no process and no file', async () => {
  chaos = runSource(MAIN, ['--seconds', '60', '--seed', '1']);
  const [, folder = ''] = /in (\/\S+)/.exec(await chaos.line(/^All files are in/)) ?? [];
  await chaos.line(/ replica \d/);
  chaos.kill('SIGINT');
  expect((await chaos.exited).code).toBe(1);
  expect(existsSync(folder)).toBe(false);
  expect(runningWith(folder)).toEqual([]);
}, 60_000);
