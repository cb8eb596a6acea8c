import { readConfig } from '../config.js';
import { createLogger } from '../log/index.js';
import { startSidecar } from '../main.js';
import { unknownVariables } from './unknown-variables.js';
import { untilSignal } from './until-signal.js';

/** Runs the sidecar until a signal, then drains it. A second signal shortens the drain. */
export async function serve(): Promise<void> {
  const config = readConfig();
  const log = createLogger({ level: config.HAVOC_LOG_LEVEL });
  for (const line of unknownVariables(process.env)) log.warn(line);
  const signals = untilSignal();
  const waiting = new AbortController();
  void signals.stop.then(() => waiting.abort());
  const sidecar = await startSidecar(config, log, waiting.signal);
  await signals.stop;
  await sidecar.stop(signals.hurry);
  // Everything is released. Only the connection of a frozen app could still keep the process alive.
  process.exit();
}
