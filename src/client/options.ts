import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DEFAULT_ADDRESS, HavocError } from '../base/index.js';
import { type Address, readAddress } from './address.js';
import { createDefaultLog, type Log } from './log.js';

/**
 * The options of `new Havoc`. All of them have defaults.
 *
 * @example
 * ```ts
 * import { Havoc } from '@havoc/client';
 *
 * const havoc = new Havoc({ name: 'poll', concurrency: 20, ordered: true, strict: true });
 * ```
 */
export interface HavocOptions {
  /** The sidecar's address, `host:port` or `unix:/path`. Default: HAVOC_ADDRESS, then 127.0.0.1:7433. */
  address?: string;
  /** The app's name in the sidecar's log. Default: the host name, which in Kubernetes is the pod's name. */
  name?: string;
  /** The maximum number of deliveries handled at once, 1 to 10,000. Default: 100. */
  concurrency?: number;
  /** The sidecar's HAVOC_GRPC_TOKEN, required if it runs on another machine. Default: HAVOC_GRPC_TOKEN. */
  token?: string;
  /**
   * The CA that signed the sidecar's certificate, in PEM, if Node.js does not trust it already. Default: the contents
   * of the file that HAVOC_GRPC_CA names. With a CA, the client uses TLS even to a sidecar on this machine.
   */
  ca?: string | Uint8Array;
  /** Where to log, such as a pino logger or `console`. Default: readable lines on standard error. */
  log?: Log;
  /**
   * Handles the envelopes of each conversation one at a time, in the order of their arrival, across all processes of
   * the app. A conversation is a thread, a channel without its threads, or a user if there is no channel. A failed
   * envelope holds up its own conversation until it is settled. A payload whose reply Slack awaits is never held up.
   */
  ordered?: boolean;
  /** Passes `raw` to handlers: the bytes that Slack sent. */
  raw?: boolean;
  /** Hides events about actions of the app's own bot from listeners, as Bolt does. Default: true. */
  ignoreSelf?: boolean;
  /**
   * Makes TypeScript refuse events that the contract does not declare, such as a misspelt name. A regular expression
   * still listens to an event that is newer than this client. Without this option, adding a listener for such an event
   * only logs a warning. Default: false.
   */
  strict?: boolean;
}

export interface CompiledOptions {
  address: Address;
  name: string;
  concurrency: number;
  token?: string;
  ca?: Buffer;
  log: Log;
  ordered: boolean;
  raw: boolean;
  ignoreSelf: boolean;
}

const MOST_CONCURRENCY = 10_000;

/**
 * Validates the options and fills in the defaults.
 *
 * @throws HavocError `address.malformed`, `client.bad_concurrency` or `client.bad_ca` (invalid_argument)
 */
export function compileOptions(given: HavocOptions, env: NodeJS.ProcessEnv): CompiledOptions {
  const { concurrency = 100, log = createDefaultLog() } = given;
  const { ordered = false, raw = false, ignoreSelf = true } = given;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MOST_CONCURRENCY) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'client.bad_concurrency',
      message: `concurrency is ${concurrency}. It must be a whole number from 1 to ${MOST_CONCURRENCY}.`,
    });
  }
  return {
    address: readAddress(given.address ?? (env.HAVOC_ADDRESS || DEFAULT_ADDRESS)),
    name: given.name ?? hostname(),
    concurrency,
    token: given.token ?? (env.HAVOC_GRPC_TOKEN?.trim() || undefined),
    ca: given.ca === undefined ? readAuthority(env.HAVOC_GRPC_CA) : Buffer.from(given.ca),
    log,
    ordered,
    raw,
    ignoreSelf,
  };
}

function readAuthority(path: string | undefined): Buffer | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'client.bad_ca',
      message: `HAVOC_GRPC_CA names ${path}, which cannot be read. Set it to a PEM file with the CA that signed the sidecar's certificate.`,
      cause,
    });
  }
}
