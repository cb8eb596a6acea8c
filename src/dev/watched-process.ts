import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HavocError } from '../base/index.js';

// A process that must not outlive this one, however this one ends. Between the two stands a watcher: a small
// Node process that holds the other end of a pipe. The kernel closes the pipe when this process is gone, be it
// by kill -9, and the watcher then stops its child: first by a signal, after a grace by force, and with the
// child all that the child has started. Watcher and child are in sessions of their own, so Ctrl-C in the
// terminal reaches this process alone, which stops things in order.

export interface WatchedProcessOptions {
  command: string;
  args?: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Whom it runs as, where that is not this process's own user. */
  runAs?: { uid: number; gid: number };
  /** Asks it to stop; SIGTERM when absent. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed. */
  graceMs: number;
  /** A folder that is removed once the process is gone. */
  removeAfterwards?: string;
  /** Told each line that it writes. */
  onLine: (line: string) => void;
}

export interface Exit {
  /** Null when a signal ended it. */
  code: number | null;
  signal: string | null;
}

export interface WatchedProcess {
  pid: number;
  /** Resolves when it and all that it had started are gone. */
  exited: Promise<Exit>;
  /** Asks it to stop, by its own stop signal or another, and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

/** What the watcher tells, a line of JSON each. */
type Report = { pid: number } | { error: string } | Exit;

/** What the watcher is told when it starts. */
type Orders = Required<Pick<WatchedProcessOptions, 'command' | 'args' | 'stopSignal' | 'graceMs'>> &
  Pick<WatchedProcessOptions, 'runAs' | 'removeAfterwards'>;

/**
 * Starts a process that is gone when this one is.
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
  // Writing to a watcher that has just ended fails; that it has ended is told by its exit.
  lifeline.on('error', () => undefined);
  for (const stream of [output, errors]) createInterface({ input: stream }).on('line', onLine);

  let exit: Exit = { code: null, signal: 'SIGKILL' };
  const exited = new Promise<Exit>((resolve) => {
    watcher.on('close', () => resolve(exit));
  });
  const pid = await new Promise<number>((resolve, reject) => {
    // fd 3 was asked for as a pipe above, so it is a readable stream.
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
    message: `"${command}" could not be started: ${why}. Check that it is spelled as you would type it in a shell, and is installed.`,
  });
}

/**
 * The whole program of the watcher. It travels as source text (`node -e`), so it must use nothing from outside
 * of itself; that way there is no second file to be found wherever havoc is built or bundled into.
 */
async function watch(): Promise<void> {
  const { spawn, spawnSync } = await import('node:child_process');
  const { rmSync, writeSync } = await import('node:fs');
  const orders = JSON.parse(process.argv[1] ?? '') as Orders;
  const report = (message: Report) => {
    try {
      writeSync(3, `${JSON.stringify(message)}\n`);
    } catch {
      // Nobody is left to hear it.
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
      // They are gone already.
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
