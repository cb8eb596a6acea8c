import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../base/index.js';

/** What a running `havoc dev` publishes for other commands, in a file in its data folder. */
export interface RunningDev {
  pid: number;
  /** The sidecar's gRPC address. */
  grpc: string;
  /** The URL of probes and metrics. */
  ops: string;
  /** The environment variables for commands that work on its database. They contain secrets. */
  variables: Record<string, string>;
}

const fileIn = (dataDir: string) => join(dataDir, 'dev.json');

/** Publishes what other commands need, readable for this user only. @returns a function that withdraws it */
export async function announceDev(
  dataDir: string,
  { grpc, ops, variables }: Omit<RunningDev, 'pid'>,
): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const whole = `${fileIn(dataDir)}.${process.pid}`;
  await writeFile(whole, JSON.stringify({ pid: process.pid, grpc, ops, variables }), { mode: 0o600 });
  await rename(whole, fileIn(dataDir));
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
    const { pid, grpc, ops, variables = {} } = found;
    return pid && grpc && ops ? { pid, grpc, ops, variables } : undefined;
  } catch {
    // The file does not exist, or is being written.
    return undefined;
  }
}
