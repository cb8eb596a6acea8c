import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run, type TestProcess } from '../support/process.js';
import { until } from '../support/until.js';
import { containerOf, LEAST, render } from './chart.js';

let ops: Server;
/** The number of connected apps that /readyz reports. */
let apps: string;
let asked: number;

beforeEach(async () => {
  apps = '0';
  asked = 0;
  ops = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ ready: true, apps }));
  });
  await new Promise<void>((resolve) => ops.listen(0, '127.0.0.1', resolve));
});
afterEach(() => ops.close());

/** Runs the preStop of a classic sidecar, with another URL for /readyz and other times. */
function stay(least: number, most: number): TestProcess {
  const havoc = containerOf(render({ ...LEAST, havoc: { sidecar: 'classic' } }), 'havoc');
  const [node, ...rest] = havoc.lifecycle?.preStop.exec?.command ?? [];
  expect(node).toBe('node');
  const { port } = ops.address() as AddressInfo;
  const [flag = '', script = ''] = rest;
  return run(flag, [script, `http://127.0.0.1:${port}/readyz`, `${least}`, `${most}`], {});
}

test('preStop waits while an app is connected, and no longer', async () => {
  apps = '1';
  const staying = stay(0, 60);
  await until(() => asked >= 3);
  apps = '0';
  expect(await staying.exited).toEqual({ code: 0, signal: null });
  expect(staying.output()).toBe('');
});

test('preStop waits no longer than its limit for an app', async () => {
  apps = '1';
  const began = performance.now();
  expect((await stay(0, 1).exited).code).toBe(0);
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
});

test('preStop waits its minimum time for requests, even if no app is connected', async () => {
  const began = performance.now();
  expect((await stay(1, 60).exited).code).toBe(0);
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
});

test('preStop does not wait for an app if havoc does not answer', async () => {
  const staying = stay(0, 60);
  await new Promise((resolve) => ops.close(resolve));
  expect((await staying.exited).code).toBe(0);
});
