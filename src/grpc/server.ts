import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import {
  type Address,
  formatAddress,
  GRPC_OPTIONS,
  HavocError,
  isPrivate,
  KEEPALIVE_MS,
  parseAddress,
} from '../base/index.js';
import type { Logger } from '../log/index.js';
import { splitDescriptorSet } from '../wire/index.js';
import { logLibrary } from './library-log.js';
import { readingAll } from './malformed.js';
import { removeStaleSocket, restrictSocket } from './socket-file.js';
import { createTokenCheck } from './token.js';

/** A service and what runs behind it. */
export interface Service {
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
}

export interface GrpcServerOptions {
  /** `unix:/path` or `host:port`; port 0 takes a free one. */
  address: string;
  services: readonly Service[];
  /** PEM; needed wherever other machines can reach the address. */
  tls?: { cert: Buffer; key: Buffer };
  /** What callers must send as `authorization: Bearer …`; needed wherever other machines can reach the address. */
  token?: string;
  /** Whether it tells callers what it has; absent, it does not. */
  reflection?: boolean;
  /** How long a caller may be silent before it is asked whether it is there; 30 s where absent. */
  keepaliveMs?: number;
  log: Logger;
}

export interface GrpcServer {
  /** Where it really listens. */
  address: string;
  /** Health: whether it takes new work. */
  setServing(isServing: boolean): void;
  /** Waits up to `graceMs` for calls under way, then ends them. */
  stop(graceMs: number): Promise<void>;
}

/** A peer that is frozen takes not even the end of its connection: nobody waits for that. */
const FROZEN_MS = 500;

/** Made by `npm run generate`; it stands beside src as well as beside what is built from it. */
const CONTRACT = new URL('../../dist/contract.binpb', import.meta.url);
/** Beside it; proto-loader's own descriptors of it are none that grpcurl reads. */
const HEALTH = new URL('../../dist/health.binpb', import.meta.url);

/**
 * Starts the services, with health and where it is asked for reflection, on one address.
 *
 * @throws HavocError `address.malformed`, `grpc.unprotected_address`, `grpc.bad_certificate`, `grpc.address_in_use` or
 * `grpc.cannot_listen`
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { services, tls, token, reflection = false, keepaliveMs = KEEPALIVE_MS, log } = options;
  const address = parseAddress(options.address);
  if (!isPrivate(address) && !(tls && token)) throw unprotected(options.address);

  logLibrary(log);
  const server = new Server({
    ...GRPC_OPTIONS,
    'grpc.keepalive_time_ms': keepaliveMs,
    interceptors: token ? [createTokenCheck(token)] : [],
  });
  for (const { definition, implementation } of services)
    server.addService(readingAll(definition), implementation);
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  if (reflection) await addReflection(server);

  if (address.type === 'unix') await removeStaleSocket(address.path);
  const credentials = tls ? createTls(tls) : ServerCredentials.createInsecure();
  const port = await bind(server, address, credentials);
  if (address.type === 'unix') await restrictSocket(address.path);
  const bound = formatAddress(address.type === 'tcp' ? { ...address, port } : address);
  log.info({ address: bound }, 'gRPC listens');

  return {
    address: bound,
    setServing: (isServing) => health.setStatus('', isServing ? 'SERVING' : 'NOT_SERVING'),
    stop: (graceMs) =>
      new Promise((resolve) => {
        let lastResort: NodeJS.Timeout | undefined;
        const hurry = setTimeout(() => {
          server.forceShutdown();
          lastResort = setTimeout(resolve, FROZEN_MS);
        }, graceMs);
        server.tryShutdown(() => {
          clearTimeout(hurry);
          clearTimeout(lastResort);
          resolve();
        });
      }),
  };
}

/**
 * Reflection wants each file's descriptor in bytes, beside a message that it does not look at. Loading the whole
 * contract into messages, as proto-loader would, takes half a second longer.
 */
async function addReflection(server: Server): Promise<void> {
  const both = Buffer.concat([await readFile(CONTRACT), await readFile(HEALTH)]);
  const fileDescriptorProtos = splitDescriptorSet(both).map((file) => Buffer.from(file));
  new ReflectionService({
    contract: { format: 'Protocol Buffer 3 DescriptorProto', type: {}, fileDescriptorProtos },
  }).addToServer(server);
}

function createTls({ cert, key }: { cert: Buffer; key: Buffer }): ServerCredentials {
  try {
    // What does not fit would otherwise show when the first caller comes.
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'grpc.bad_certificate',
      message:
        `HAVOC_GRPC_TLS_CERT and HAVOC_GRPC_TLS_KEY do not serve (${cause instanceof Error ? cause.message : cause}): ` +
        'give a certificate and its own key, both PEM, the key without a passphrase.',
      cause,
    });
  }
  return ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }]);
}

function bind(server: Server, address: Address, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(formatAddress(address), credentials, (failure, port) => {
      if (!failure) resolve(port);
      else reject(cannotListen(address, failure));
    });
  });
}

function cannotListen(address: Address, cause: Error): HavocError {
  const where = formatAddress(address);
  if (cause.message.includes('EADDRINUSE')) {
    const message = `Another process listens on ${where}: stop it, or give this one another HAVOC_ADDRESS.`;
    return new HavocError({ kind: 'already_exists', code: 'grpc.address_in_use', message, cause });
  }
  const [, reason = cause.message] = /\[(.*)\]/.exec(cause.message) ?? [];
  const remedy =
    address.type === 'unix'
      ? 'make its folder, and let this user write there'
      : 'give an address of this machine';
  return new HavocError({
    kind: 'failed_precondition',
    code: 'grpc.cannot_listen',
    message: `gRPC cannot listen on ${where} (${reason}): ${remedy}, or set another HAVOC_ADDRESS.`,
    cause,
  });
}

function unprotected(address: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'grpc.unprotected_address',
    message:
      `Other machines can reach ${address}: set HAVOC_GRPC_TLS_CERT, HAVOC_GRPC_TLS_KEY and HAVOC_GRPC_TOKEN, ` +
      'or use a unix socket or a loopback address.',
  });
}
