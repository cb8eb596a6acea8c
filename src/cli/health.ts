import { HavocError } from '../base/index.js';
import { say } from './output.js';
import { findRunningDev } from './running-dev.js';

export interface HealthOptions {
  /** The host that serves probes. If this means all interfaces (`0.0.0.0`), the command asks the loopback address. */
  host?: string;
  port?: number;
  /** Without a host and port, the command looks for a `havoc dev` with this data folder. */
  dataDir: string;
}

const PATIENCE_MS = 3_000;
const DEFAULT = { host: '127.0.0.1', port: 9090 };
const LOOPBACK: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/**
 * Prints whether a sidecar is ready, and the state of its parts. Sets the exit code to 1 if it is not ready.
 *
 * @throws HavocError `cli.no_answer` (unavailable)
 */
export async function health(options: HealthOptions): Promise<void> {
  const { ready, ...details } = await ask(`${await urlOf(options)}/readyz`);
  say(ready === true ? 'The sidecar is ready.' : 'The sidecar is not ready.');
  for (const [name, state] of Object.entries(details)) say(`  ${name.padEnd(10)} ${state}`);
  if (ready !== true) process.exitCode = 1;
}

async function urlOf({ host, port, dataDir }: HealthOptions): Promise<string> {
  const dev = host === undefined && port === undefined ? await findRunningDev(dataDir) : undefined;
  return dev?.ops ?? toUrl(host ?? DEFAULT.host, port ?? DEFAULT.port);
}

function toUrl(host: string, port: number): string {
  return `http://${LOOPBACK[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
}

async function ask(url: string): Promise<Record<string, unknown>> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return (await answer.json()) as Record<string, unknown>;
  } catch (cause) {
    throw new HavocError({
      kind: 'unavailable',
      code: 'cli.no_answer',
      message: `No sidecar answers at ${url}. Start it, or name another address with --host and --port.`,
      cause,
    });
  }
}
