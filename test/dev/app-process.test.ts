import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../src/base/index.js';
import { startApp } from '../../src/dev/index.js';
import { runSource } from '../support/process.js';
import { until } from '../support/until.js';

const PARENT = fileURLToPath(new URL('app-parent.ts', import.meta.url));

/** An app that starts a child process, prints both ids, and prints the signal that it receives. */
const APP = `
  const helper = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log('got', signal); process.exit(0); });
  setInterval(() => {}, 1000);
  console.log('ids', process.pid, helper.pid);`;

/** An app that ignores signals to stop. */
const STUBBORN =
  "process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); console.log('ids', process.pid); setInterval(() => {}, 1000)";

async function startParent(app: string) {
  const parent = runSource(PARENT, [process.execPath, '-e', app]);
  const ids = (await parent.line(/ids/)).match(/\d+/g)?.map(Number) ?? [];
  await parent.line(/parent ready/);
  return { parent, ids };
}

const areGone = (ids: number[]) => () => !ids.some(isAlive);

test.each(['SIGINT', 'SIGTERM'] as const)('%s reaches the app, and no process is left', async (signal) => {
  const { parent, ids } = await startParent(APP);
  expect(ids).toHaveLength(2);
  parent.kill(signal);
  expect(await parent.exited).toEqual({ code: 0, signal: null });
  expect(parent.lines()).toContain(`app │ got ${signal}`);
  await until(areGone(ids));
});

test('when the parent is killed, the app and its child processes end', async () => {
  const { parent, ids } = await startParent(APP);
  expect(ids).toHaveLength(2);
  parent.kill('SIGKILL');
  expect(await parent.exited).toEqual({ code: null, signal: 'SIGKILL' });
  await until(areGone(ids));
});

test('an app that does not stop is killed after the grace period, even without a parent', async () => {
  const { parent, ids } = await startParent(STUBBORN);
  expect(ids).toHaveLength(1);
  parent.kill('SIGKILL');
  await parent.exited;
  await until(areGone(ids));
});

test('the end of an app is reported, and Enter starts the app again', async () => {
  const lines: string[] = [];
  const input = new PassThrough();
  const app = await startApp({
    command: [process.execPath, '-e', 'console.log("hello"); process.exit(3)'],
    onLine: (line) => lines.push(line),
    input,
  });
  await until(() => lines.length === 3);
  expect(app.pid()).toBeUndefined();
  input.write('\n');
  await until(() => lines.length === 6);
  expect(lines.slice(0, 3)).toEqual([
    'app │ hello',
    'app │ ended with code 3. havoc keeps what Slack sends until the app runs again.',
    'app │ Press Enter to start it again, Ctrl-C to end everything.',
  ]);
  expect(lines.slice(3)).toEqual(lines.slice(0, 3));
  await app.stop();
});

test('a restart stops the running app and starts a new one', async () => {
  const app = await startApp({
    command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
    onLine: () => undefined,
  });
  const before = app.pid();
  await app.restart();
  const after = app.pid();
  expect(after).not.toBe(before);
  expect(isAlive(before ?? 0)).toBe(false);
  await app.stop();
  expect(isAlive(after ?? 0)).toBe(false);
});

test('an unknown command is refused with advice, and input is no longer read', async () => {
  const input = new PassThrough();
  const starting = startApp({ command: ['no-such-app'], onLine: () => undefined, input });
  await expect(starting).rejects.toMatchObject({
    code: 'dev.no_such_command',
    message: expect.stringMatching(/"no-such-app" could not be started: .*ENOENT.*Check/),
  });
  expect(input.isPaused()).toBe(true);
});
