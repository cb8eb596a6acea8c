import { HavocError } from '../base/index.js';
import { say } from './output.js';

export interface HealthOptions {
  /** Where the sidecar listens for probes; an address that means all of them is asked on the loopback one. */
  host: string;
  port: number;
}

const PATIENCE_MS = 3_000;
const LOOPBACK: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/**
 * Asks a sidecar whether it is ready, and says how it stands. Sets the exit code to 1 where it is not ready.
 *
 * @throws HavocError `cli.no_answer` (unavailable)
 */
export async function health({ host, port }: HealthOptions): Promise<void> {
  const url = `http://${LOOPBACK[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}/readyz`;
  const { ready, ...details } = await ask(url);
  say(ready === true ? 'The sidecar is ready.' : 'The sidecar is not ready.');
  for (const [name, state] of Object.entries(details)) say(`  ${name.padEnd(10)} ${state}`);
  if (ready !== true) process.exitCode = 1;
}

async function ask(url: string): Promise<Record<string, unknown>> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return (await answer.json()) as Record<string, unknown>;
  } catch (cause) {
    throw new HavocError({
      kind: 'unavailable',
      code: 'cli.no_answer',
      message: `No sidecar answers at ${url}. It is not up yet, or listens elsewhere: say where by --host and --port.`,
      cause,
    });
  }
}
