import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DEFAULT_ADDRESS, HavocError } from '../base/index.js';
import { type Address, readAddress } from './address.js';
import { createDefaultLog, type Log } from './log.js';

export interface HavocOptions {
  /** `host:port` or `unix:/path` of the sidecar; HAVOC_ADDRESS where absent, then 127.0.0.1:7433. */
  address?: string;
  /** Shown in the sidecar's log; the machine's or pod's name where absent. */
  name?: string;
  /** How many deliveries are handled at once, 1 to 10,000; 100 where absent. */
  concurrency?: number;
  /** The sidecar's HAVOC_GRPC_TOKEN, which it wants when it is not on this machine; from the environment where absent. */
  token?: string;
  /**
   * The authority that signed the sidecar's certificate, PEM, where it is not one that Node.js knows; the file that
   * HAVOC_GRPC_CA names where absent. With it, TLS is spoken on this machine too.
   */
  ca?: string | Uint8Array;
  /** Standard error where absent. A pino logger and `console` fit. */
  log?: Log;
  /**
   * Handles one thing at a time of each conversation, in the order in which they came, whichever process of the app
   * gets them: of a thread, of a channel beside its threads, of a user where there is no channel. What fails holds
   * up its own conversation until it is settled. What Slack waits for a reply to comes at once.
   */
  ordered?: boolean;
  /** Gives handlers `raw`, what Slack sent byte for byte. */
  raw?: boolean;
  /** Keeps events that tell of what the app's own bot did from listeners, as Bolt does; true where absent. */
  ignoreSelf?: boolean;
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

/** @throws HavocError `address.malformed`, `client.bad_concurrency` or `client.bad_ca` (invalid_argument) */
export function compileOptions(given: HavocOptions, env: NodeJS.ProcessEnv): CompiledOptions {
  const { concurrency = 100, log = createDefaultLog() } = given;
  const { ordered = false, raw = false, ignoreSelf = true } = given;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MOST_CONCURRENCY) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'client.bad_concurrency',
      message: `concurrency is ${concurrency}: it must be a whole number from 1 to ${MOST_CONCURRENCY}.`,
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
      message: `HAVOC_GRPC_CA names ${path}, which cannot be read: it must be a PEM file with the authority that signed the sidecar's certificate.`,
      cause,
    });
  }
}
