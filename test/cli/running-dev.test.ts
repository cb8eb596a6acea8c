import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceDev, findRunningDev } from '../../src/cli/running-dev.js';

const ADDRESSES = {
  grpc: '127.0.0.1:7433',
  ops: 'http://127.0.0.1:9090',
  variables: { DATABASE_URL: 'a secret' },
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-running-'));
});
afterEach(() => rm(folder, { recursive: true }));

const leave = (pid: number) => writeFile(join(folder, 'dev.json'), JSON.stringify({ pid, ...ADDRESSES }));

test('a havoc dev is found until it ends', async () => {
  const takeBack = await announceDev(join(folder, 'new'), ADDRESSES);
  expect(await findRunningDev(join(folder, 'new'))).toEqual({ pid: process.pid, ...ADDRESSES });
  await takeBack();
  expect(await readdir(join(folder, 'new'))).toEqual([]);
});

test('only this user can read what a havoc dev publishes, even over an older file', async () => {
  await leave(process.ppid);
  await announceDev(folder, ADDRESSES);
  expect((await stat(join(folder, 'dev.json'))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['dev.json']);
});

test('a havoc dev that was killed is not found', async () => {
  await leave(spawnSync(process.execPath, ['-e', '']).pid);
  expect(await findRunningDev(folder)).toBeUndefined();
});

test.each(['', '{"pid":', '{"pid":1}', 'null'])('a file with %j names no havoc dev', async (text) => {
  await writeFile(join(folder, 'dev.json'), text);
  expect(await findRunningDev(folder)).toBeUndefined();
});

test('withdrawing leaves a file that another havoc dev has written since', async () => {
  const takeBack = await announceDev(folder, ADDRESSES);
  await leave(process.ppid);
  await takeBack();
  expect(await findRunningDev(folder)).toMatchObject({ pid: process.ppid });
});
