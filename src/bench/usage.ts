import { readdir, readFile } from 'node:fs/promises';

/** The processes of a contender by role, each with its child processes. */
export type Roles = Record<string, number>;

export interface Usage {
  cpuMicros: number;
  /** Memory in use (RSS). Memory that several processes of a role share counts once (PSS). */
  bytes: number;
}

/**
 * Measures the CPU time between now and the end, and the highest memory in any sample. Shared memory is measured only
 * at the beginning and at the end. The kernel pauses the processes to measure it, which would affect latency.
 */
export interface Meter {
  end(): Promise<Record<string, Usage>>;
}

const TICK_MICROS = 10_000;
const PAGE_BYTES = 4_096;
const LOOK_MS = 500;

export async function startMeter(roles: Roles): Promise<Meter> {
  const before = await readRoles(roles);
  const most = Object.fromEntries(Object.entries(before).map(([role, { bytes }]) => [role, bytes]));
  const note = (role: string, bytes: number) => {
    most[role] = Math.max(most[role] ?? 0, bytes);
  };
  const look = () =>
    Promise.all(
      Object.entries(roles).map(async ([role, pid]) => note(role, (await readStat(pid)).residentBytes)),
    );
  let looking: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    looking = look();
  }, LOOK_MS);
  return {
    async end() {
      clearInterval(timer);
      await looking;
      const after = await readRoles(roles);
      for (const [role, { bytes }] of Object.entries(after)) note(role, bytes);
      return Object.fromEntries(
        Object.entries(after).map(([role, { cpuMicros }]) => [
          role,
          { cpuMicros: cpuMicros - (before[role]?.cpuMicros ?? 0), bytes: most[role] ?? 0 },
        ]),
      );
    },
  };
}

async function readRoles(roles: Roles): Promise<Record<string, Usage>> {
  const entries = Object.entries(roles).map(async ([role, pid]) => [role, await readTree(pid)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function readTree(pid: number): Promise<Usage> {
  const children = await childrenOf(pid);
  const processes = await Promise.all([pid, ...children].map(readStat));
  const cpuMicros = processes.reduce((sum, one) => sum + one.cpuMicros, 0);
  if (children.length === 0) return { cpuMicros, bytes: processes[0]?.residentBytes ?? 0 };
  const shares = await Promise.all([pid, ...children].map(readShare));
  return { cpuMicros, bytes: shares.reduce((sum, bytes) => sum + bytes, 0) };
}

/** Reads CPU time and memory of a process. An ended process counts as 0, because its parent takes over its time. */
async function readStat(pid: number): Promise<{ cpuMicros: number; residentBytes: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The third field and those after it, which follow the name in brackets. See proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place] ?? 0), 0);
  return { cpuMicros: ticks * TICK_MICROS, residentBytes: Number(fields[21] ?? 0) * PAGE_BYTES };
}

/** Reads the memory of a process, including its share of shared memory. */
async function readShare(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(rollup.match(/^Pss: +(\d+) kB/m)?.[1] ?? 0) * 1024;
}

async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => ''));
  return (await Promise.all(lists)).flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}
