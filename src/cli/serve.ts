import { readConfig } from '../config.js';
import { startSidecar } from '../main.js';
import { untilSignal } from './until-signal.js';

/** Runs the sidecar until it is told to stop; then drains, and told again, hurries. */
export async function serve(): Promise<void> {
  const config = readConfig();
  const signals = untilSignal();
  const waiting = new AbortController();
  void signals.stop.then(() => waiting.abort());
  const sidecar = await startSidecar(config, undefined, waiting.signal);
  await signals.stop;
  await sidecar.stop(signals.hurry);
  // All is let go of; only the connection of an app that is frozen could still hold the process.
  process.exit();
}
