import { readMigrationConfig } from '../config.js';
import { migrate, onceThere } from '../db/index.js';
import { VERSION } from '../version.js';
import { say } from './output.js';
import { untilSignal } from './until-signal.js';

/**
 * Brings the tables up to date and prints what it did. It waits for a database that is away. Several processes may
 * run it at once: one works, the others wait.
 *
 * A signal aborts it. This needs a handler, because the kernel does not end the first process of a container at a
 * signal.
 */
export async function runMigrate(): Promise<void> {
  const { url, waitMs } = readMigrationConfig();
  const broken = new AbortController();
  void untilSignal().stop.then(() => broken.abort());
  const { signal } = broken;
  const onAway = (failure: unknown) =>
    say(`Waiting: ${failure instanceof Error ? failure.message : failure}`);
  const start = () => migrate({ url, version: VERSION, onProgress: say, signal });
  const { applied, newer } = await onceThere(start, { waitMs, onAway, stop: signal });
  const did = applied.length > 0 ? `Applied ${applied.length}` : 'Nothing to apply';
  say(`${did}: the tables are those of havoc ${VERSION}.`);
  if (newer.length > 0)
    say(`A newer havoc has applied further migrations, which this version works with: ${newer.join(', ')}.`);
}
