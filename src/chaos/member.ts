import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { startWatchedProcess, type WatchedProcess } from '../dev/index.js';

/** A process of the run, which can be killed and started again. It ends with this process. */
export interface Member {
  readonly name: string;
  start(): Promise<void>;
  /** Sends SIGKILL, and resolves when the process has ended. */
  kill(): Promise<void>;
  /** Sends SIGTERM, and resolves to how the process ended; undefined if it was not running. */
  stop(): Promise<{ code: number | null; signal: string | null } | undefined>;
  freeze(): void;
  thaw(): void;
}

export interface MemberOptions {
  name: string;
  /** The arguments of Node.js. */
  args: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Called when the process ends without a request, with how it ended and its last line. */
  onCrash: (how: string) => void;
}

const STOP_MS = 15_000;
const RESTART_MS = 500;

/** Makes a member. If it ends by itself, it is started again, as in a cluster. */
export function createMember({ name, args, env, logFile, onCrash }: MemberOptions): Member {
  const log = createWriteStream(logFile, { flags: 'a' });
  let running: WatchedProcess | undefined;
  let isWanted = false;
  let lastLine = '';

  function write(line: string): void {
    lastLine = line;
    log.write(`${line}\n`);
  }

  async function start(): Promise<void> {
    isWanted = true;
    if (running) return;
    const started = await startWatchedProcess({
      command: process.execPath,
      args,
      env: { PATH: process.env.PATH, ...env },
      graceMs: STOP_MS,
      onLine: write,
    });
    running = started;
    void started.exited.then(({ code, signal: by }) => {
      if (running !== started) return;
      running = undefined;
      onCrash(`${name} ended ${by === null ? `with code ${code}` : `by ${by}`}: ${lastLine.slice(0, 300)}`);
      setTimeout(() => isWanted && void start(), RESTART_MS);
    });
  }

  function letGo(): WatchedProcess | undefined {
    const gone = running;
    isWanted = false;
    running = undefined;
    return gone;
  }

  function signal(which: NodeJS.Signals): void {
    if (running) send(running.pid, which);
  }

  return {
    name,
    start,
    async kill() {
      const killed = letGo();
      if (killed) send(killed.pid, 'SIGKILL');
      await killed?.exited;
    },
    async stop() {
      const stopped = letGo();
      if (stopped) send(stopped.pid, 'SIGCONT');
      return stopped?.stop('SIGTERM');
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
}

/** Sends a signal to a process that may have ended. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has ended, and its exit event reports that.
  }
}

/** The ids of a process and of its descendants. Works on Linux. */
export async function familyOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const families = await Promise.all(
    children
      .split(' ')
      .filter(Boolean)
      .map((child) => familyOf(Number(child))),
  );
  return [pid, ...families.flat()];
}
