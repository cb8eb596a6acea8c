import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../base/index.js';

/** What a `havoc dev` that is up tells other commands, in a file of its data folder. */
export interface RunningDev {
  pid: number;
  /** Where the app reaches the sidecar. */
  grpc: string;
  /** Where probes and metrics are. */
  ops: string;
}

const fileIn = (dataDir: string) => join(dataDir, 'dev.json');

/** Tells where this process's sidecar is. @returns what takes that back */
export async function announceDev(
  dataDir: string,
  { grpc, ops }: Omit<RunningDev, 'pid'>,
): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(fileIn(dataDir), JSON.stringify({ pid: process.pid, grpc, ops }));
  return async () => {
    const latest = await readDev(dataDir);
    // One that was started here later has put its own in the place.
    if (latest?.pid === process.pid) await rm(fileIn(dataDir), { force: true });
  };
}

/** Undefined where none runs with this data folder, though one that was killed has left its file. */
export async function findRunningDev(dataDir: string): Promise<RunningDev | undefined> {
  const found = await readDev(dataDir);
  return found && isAlive(found.pid) ? found : undefined;
}

async function readDev(dataDir: string): Promise<RunningDev | undefined> {
  try {
    const found: Partial<RunningDev> = JSON.parse(await readFile(fileIn(dataDir), 'utf8'));
    const { pid, grpc, ops } = found;
    return pid && grpc && ops ? { pid, grpc, ops } : undefined;
  } catch {
    // None was there, or it is being written.
    return undefined;
  }
}
