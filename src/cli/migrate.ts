import { readMigrationConfig } from '../config.js';
import { migrate, onceThere } from '../db/index.js';
import { VERSION } from '../version.js';
import { say } from './output.js';
import { untilSignal } from './until-signal.js';

/**
 * Brings the tables up to date, and prints what it did. Waits for a database that it cannot reach. Several processes
 * may run this at once: one works, and the others wait.
 *
 * A signal aborts it. This needs a handler, because the kernel ignores a signal to the first process of a container
 * that has none.
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
  const did = applied.length > 0 ? `Migrations applied: ${applied.length}` : 'Nothing to apply';
  say(`${did}. The tables are up to date for havoc ${VERSION}.`);
  if (newer.length > 0)
    say(`A newer havoc has applied more migrations. This version works with them: ${newer.join(', ')}.`);
}
