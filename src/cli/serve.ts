import { readConfig } from '../config.js';
import { startSidecar } from '../main.js';
import { untilSignal } from './until-signal.js';

/** Runs the sidecar until it is told to stop; then drains. */
export async function serve(): Promise<void> {
  const config = readConfig();
  const stopAsked = untilSignal();
  const sidecar = await startSidecar(config);
  await stopAsked;
  await sidecar.stop();
}
