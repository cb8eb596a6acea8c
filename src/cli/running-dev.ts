import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../base/index.js';

/** The addresses that a running `havoc dev` publishes for other commands, in a file in its data folder. */
export interface RunningDev {
  pid: number;
  /** The sidecar's gRPC address. */
  grpc: string;
  /** The URL of probes and metrics. */
  ops: string;
}

const fileIn = (dataDir: string) => join(dataDir, 'dev.json');

/** Publishes the addresses of this process's sidecar. @returns a function that withdraws them */
export async function announceDev(
  dataDir: string,
  { grpc, ops }: Omit<RunningDev, 'pid'>,
): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(fileIn(dataDir), JSON.stringify({ pid: process.pid, grpc, ops }));
  return async () => {
    const latest = await readDev(dataDir);
    // A `havoc dev` that started later may have replaced the file with its own.
    if (latest?.pid === process.pid) await rm(fileIn(dataDir), { force: true });
  };
}

/** Finds a running `havoc dev` with this data folder. Ignores the file that a killed `havoc dev` may have left. */
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
    // The file does not exist, or is being written.
    return undefined;
  }
}
