import { setTimeout as wait } from 'node:timers/promises';
import { HavocError } from '../../base/index.js';
import { EventsService } from '../../gen/havoc/v1/events.js';
import type { Say } from '../output.js';
import { type Sidecar, type SidecarOptions, withSidecar } from '../sidecar.js';
import { type Declared, silent } from './capture.js';

export interface AskOptions {
  /** How long to wait for an app to connect. */
  waitMs: number;
  /** Receives progress messages. */
  onLine: Say;
}

const LOOK_EVERY_MS = 200;

/**
 * Asks a sidecar what its connected apps declare. If none is connected, waits for the first. Returns undefined if no
 * sidecar runs.
 *
 * @throws HavocError `cli.app_silent` (deadline_exceeded), or the sidecar's error
 */
export async function askDeclared(
  options: SidecarOptions,
  asking: AskOptions,
): Promise<Declared | undefined> {
  try {
    return await withSidecar(options, (sidecar) => whenConnected(sidecar, asking));
  } catch (thrown) {
    if (thrown instanceof HavocError && thrown.code === 'cli.no_sidecar') return undefined;
    throw thrown;
  }
}

async function whenConnected({ unary }: Sidecar, { waitMs, onLine }: AskOptions): Promise<Declared> {
  const end = performance.now() + waitMs;
  for (let looked = 0; performance.now() < end; looked++) {
    const { subscribers = [] } = await unary(EventsService.listSubscribers, {});
    const [first] = subscribers;
    if (first) return { name: first.name ?? '', handles: subscribers.flatMap(({ handles = [] }) => handles) };
    if (looked === 0) onLine('No app is connected to the sidecar. Waiting for one.');
    await wait(LOOK_EVERY_MS);
  }
  throw silent(waitMs);
}
