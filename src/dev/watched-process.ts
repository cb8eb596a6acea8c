import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HavocError } from '../base/index.js';

// Runs a child process that must not outlive this process, however this process ends. A watcher runs between the two:
// a small Node.js process that holds the other end of a pipe. The kernel closes the pipe when this process ends, even
// by kill -9. The watcher then stops the child and the child's own children, first with a signal, and after a grace
// period by SIGKILL. Watcher and child are in sessions of their own, so Ctrl-C in the terminal only reaches this
// process, which stops everything in order.

export interface WatchedProcessOptions {
  command: string;
  args?: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** The user to run as. Default: the user of this process. */
  runAs?: { uid: number; gid: number };
  /** The signal that asks the process to stop. Default: SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** How long the process may take to stop before it is killed. */
  graceMs: number;
  /** A folder to remove after the process has ended. */
  removeAfterwards?: string;
  /** Receives each line that the process writes. */
  onLine: (line: string) => void;
}

export interface Exit {
  /** Null when a signal ended it. */
  code: number | null;
  signal: string | null;
}

export interface WatchedProcess {
  pid: number;
  /** Resolves when the process and its child processes have ended. */
  exited: Promise<Exit>;
  /** Sends the stop signal, or the given one, and waits until the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

/** A message from the watcher, sent as one line of JSON. */
type Report = { pid: number } | { error: string } | Exit;

/** The watcher's argument. */
type Orders = Required<Pick<WatchedProcessOptions, 'command' | 'args' | 'stopSignal' | 'graceMs'>> &
  Pick<WatchedProcessOptions, 'runAs' | 'removeAfterwards'>;

/**
 * Starts a process that ends with this one.
 *
 * @throws HavocError `dev.no_such_command` (failed_precondition)
 */
export async function startWatchedProcess(options: WatchedProcessOptions): Promise<WatchedProcess> {
  const { command, args = [], stopSignal = 'SIGTERM', graceMs, runAs, removeAfterwards, onLine } = options;
  const orders: Orders = { command, args, stopSignal, graceMs, runAs, removeAfterwards };
  const watcher = spawn(process.execPath, ['-e', `(${watch})()`, JSON.stringify(orders)], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [lifeline, output, errors, reports] = watcher.stdio;
  // Writing to a watcher that has just ended fails. Its exit event reports the end.
  lifeline.on('error', () => undefined);
  for (const stream of [output, errors]) createInterface({ input: stream }).on('line', onLine);

  let exit: Exit = { code: null, signal: 'SIGKILL' };
  const exited = new Promise<Exit>((resolve) => {
    watcher.on('close', () => resolve(exit));
  });
  const pid = await new Promise<number>((resolve, reject) => {
    // File descriptor 3 is a pipe, as requested above, so it is a readable stream.
    createInterface({ input: reports as NodeJS.ReadableStream }).on('line', (line) => {
      const report = JSON.parse(line) as Report;
      if ('pid' in report) resolve(report.pid);
      else if ('error' in report) reject(noSuchCommand(command, report.error));
      else exit = report;
    });
    watcher.on('error', reject);
    void exited.then(() => reject(noSuchCommand(command, 'its watcher was stopped')));
  });
  return {
    pid,
    exited,
    stop: (signal = stopSignal) => {
      lifeline.end(signal);
      return exited;
    },
  };
}

function noSuchCommand(command: string, why: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'dev.no_such_command',
    message: `"${command}" could not be started: ${why}. Check its spelling, and that it is installed.`,
  });
}

/**
 * The program of the watcher. It is passed as source text (`node -e`), so it must not use anything outside of itself.
 * This way there is no second file to locate, wherever havoc is built or bundled.
 */
async function watch(): Promise<void> {
  const { spawn, spawnSync } = await import('node:child_process');
  const { rmSync, writeSync } = await import('node:fs');
  const orders = JSON.parse(process.argv[1] ?? '') as Orders;
  const report = (message: Report) => {
    try {
      writeSync(3, `${JSON.stringify(message)}\n`);
    } catch {
      // The parent process has ended.
    }
  };
  const child = spawn(orders.command, orders.args, {
    ...orders.runAs,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const signalAll = (signal: string) => {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') spawnSync('taskkill', ['/pid', `${child.pid}`, '/t', '/f']);
      else process.kill(-child.pid, signal);
    } catch {
      // The processes have ended already.
    }
  };
  const stop = (signal: string) => {
    signalAll(signal);
    setTimeout(signalAll, orders.graceMs, 'SIGKILL').unref();
  };
  const finish = (last: Report) => {
    signalAll('SIGKILL');
    if (orders.removeAfterwards !== undefined)
      rmSync(orders.removeAfterwards, { recursive: true, force: true });
    report(last);
    process.exit(0);
  };
  child.on('spawn', () => report({ pid: child.pid ?? 0 }));
  child.on('error', (error) => finish({ error: error.message }));
  child.on('exit', (code, signal) => finish({ code, signal }));

  let asked = '';
  process.stdin.setEncoding('utf8').on('data', (text) => {
    asked += text;
  });
  process.stdin.on('close', () => stop(asked || orders.stopSignal));
  process.stdin.on('error', () => stop(orders.stopSignal));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => stop(orders.stopSignal));
}
