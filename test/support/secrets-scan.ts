import { inspect } from 'node:util';
import type { Log } from '../../src/client/index.js';
import type { Sidecar } from '../../src/main.js';
import { startedProcesses } from './process.js';
import { checkNoLeaks, type Secret, type Written } from './secrets.js';
import { createAnswers } from './secrets-answers.js';
import { createWire, type Wire } from './secrets-wire.js';

/** Keeps all that a havoc writes, and finds secrets in it. */
export interface SecretScan {
  /** Takes the log of the sidecars. */
  destination: { write(line: string): void };
  /** The log so far. */
  logged(): string;
  /** Returns an address for the app. The scan keeps what goes through it, and with that all errors of calls. */
  via: Wire['via'];
  /** Returns a log that also keeps what the app logs. */
  keep(log: Log): Log;
  /** Keeps what a sidecar answers over HTTP from now on: to Slack, to people who install the app, and to operators. */
  watch(sidecar: Sidecar): void;
  /** Asks a sidecar for everything that it shows to operators. */
  askForOps(sidecar: Sidecar): Promise<void>;
  /**
   * Looks for the secrets in everything that was kept, in these tables, and in the output of the processes that were
   * started since.
   *
   * @throws Error that lists the leaks
   */
  check(secrets: readonly Secret[], tables: readonly Written[]): void;
  close(): void;
}

const OPS_PATHS = ['livez', 'startupz', 'readyz', 'metrics'];

/** @param folder the folder for the sockets of the connections */
export function createSecretScan(folder: string): SecretScan {
  const lines: string[] = [];
  const appLines: string[] = [];
  const wire = createWire(folder);
  const answers = createAnswers();
  const processesBefore = startedProcesses().length;

  return {
    destination: { write: (line) => void lines.push(line) },
    logged: () => lines.join(''),
    via: wire.via,
    keep(log) {
      const write = (level: keyof Log) => (first: string | object, message?: string) => {
        appLines.push(inspect([first, message], { depth: 12, maxStringLength: null, maxArrayLength: null }));
        if (typeof first === 'string') log[level](first);
        else log[level](first, message ?? '');
      };
      return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
    },
    watch({ publicUrl, opsUrl }) {
      answers.watch(publicUrl, 'an answer to Slack or to a browser');
      answers.watch(opsUrl, 'an answer to operators');
    },
    async askForOps({ opsUrl }) {
      const ask = async (path: string) => (await fetch(`${opsUrl}/${path}`)).arrayBuffer();
      // A test may have stopped the sidecar.
      await Promise.allSettled(OPS_PATHS.map(ask));
    },
    check(secrets, tables) {
      const texts = [
        { sink: 'the log of the sidecar', text: lines.join('') },
        { sink: 'the log of the app', text: appLines.join('\n') },
        ...startedProcesses()
          .slice(processesBefore)
          .map(({ output }) => ({ sink: 'the output of a process', text: output() })),
      ];
      checkNoLeaks(secrets, [
        ...texts.map(({ sink, text }) => ({ sink, bytes: Buffer.from(text) })),
        ...answers.written(),
        ...wire.written(),
        ...tables,
      ]);
    },
    close() {
      wire.close();
      answers.stop();
    },
  };
}
