import { createInterface } from 'node:readline';
import { type Exit, startWatchedProcess, type WatchedProcess } from './watched-process.js';

export interface AppProcessOptions {
  /** The app's command and its arguments, already split. */
  command: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Receives each line that the app writes, and messages about its end, with a prefix. */
  onLine: (line: string) => void;
  /** The person's input. If the app has ended, Enter starts it again. Without an input, nothing starts it again. */
  input?: NodeJS.ReadableStream;
  /** How long the app may take to stop before it is killed. Default: 10 s. */
  graceMs?: number;
}

export interface AppProcess {
  /** Undefined while the app is not running. */
  pid(): number | undefined;
  /** Stops the app if it runs, and starts it again. */
  restart(): Promise<void>;
  /** Stops the app for the last time, with SIGTERM or the given signal, and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const PREFIX = 'app │ ';

/**
 * Runs the app beside havoc. If the app ends by itself, havoc continues: envelopes wait in the inbox, and the app can
 * be started again. The app ends with this process, however this process ends.
 *
 * @throws HavocError `dev.no_such_command` (failed_precondition)
 */
export async function startApp(options: AppProcessOptions): Promise<AppProcess> {
  const { command, cwd, env, onLine, input, graceMs = 10_000 } = options;
  const [file = '', ...args] = command;
  const write = (line: string) => onLine(PREFIX + line);
  let running: WatchedProcess | undefined;
  let isStopped = false;
  let lastStep = Promise.resolve();

  /** Runs one step after another, so that Enter during a start or a stop does not start a second app. */
  function step(work: () => Promise<void>): Promise<void> {
    const done = lastStep.then(work);
    lastStep = done.catch(() => undefined);
    return done;
  }

  async function start(): Promise<void> {
    if (running || isStopped) return;
    const started = await startWatchedProcess({
      command: file,
      args,
      cwd,
      env,
      graceMs,
      onLine: write,
    });
    running = started;
    void started.exited.then((exit) => {
      if (running !== started) return;
      running = undefined;
      write(`ended ${describe(exit)}. havoc keeps what Slack sends until the app runs again.`);
      if (lines) write('Press Enter to start it again, Ctrl-C to end everything.');
    });
  }

  async function end(signal?: NodeJS.Signals): Promise<void> {
    const ending = running;
    running = undefined;
    await ending?.stop(signal);
  }

  const lines = input && createInterface({ input });
  lines?.on('line', () => {
    step(start).catch((failure) => write(failure instanceof Error ? failure.message : String(failure)));
  });
  await step(start).catch((failure) => {
    lines?.close();
    throw failure;
  });

  return {
    pid: () => running?.pid,
    restart: () => step(() => end().then(start)),
    stop: (signal) => {
      lines?.close();
      return step(() => {
        isStopped = true;
        return end(signal);
      });
    },
  };
}

function describe({ code, signal }: Exit): string {
  return signal === null ? `with code ${code}` : `by ${signal}`;
}
