import { createInterface } from 'node:readline';
import { type Exit, startWatchedProcess, type WatchedProcess } from './watched-process.js';

export interface AppProcessOptions {
  /** The app's command and its arguments, as the shell would have split them. */
  command: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Told each line that the app writes, and what becomes of it, prefixed. */
  onLine: (line: string) => void;
  /** Where a person types: Enter starts an app again that has ended. Nothing is offered where absent. */
  input?: NodeJS.ReadableStream;
  /** How long it may take to stop before it is killed; 10 s when absent. */
  graceMs?: number;
}

export interface AppProcess {
  /** Undefined while the app is not running. */
  pid(): number | undefined;
  /** Starts the app again, after stopping it if it runs. */
  restart(): Promise<void>;
  /** Ends the app for good, by SIGTERM or the given signal, and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const PREFIX = 'app │ ';

/**
 * Runs the app beside havoc. When it ends by itself, havoc goes on: what comes from Slack waits for it in the
 * inbox, and it can be started again. It is gone when this process is, however that ends.
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

  /** One step after the other: an Enter while it starts, or a stop, must not make a second app. */
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
      write(`ended ${describe(exit)}. What comes from Slack waits for it.`);
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
