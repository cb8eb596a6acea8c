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

/** A service and its implementation. */
export interface Service {
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
}

export interface GrpcServerOptions {
  /** `unix:/path` or `host:port`. Port 0 selects a free port. */
  address: string;
  services: readonly Service[];
  /** A certificate and its key in PEM. Required if other machines can reach the address. */
  tls?: { cert: Buffer; key: Buffer };
  /** The token that callers must send as `authorization: Bearer …`. Required if other machines can reach the address. */
  token?: string;
  /** Turns on server reflection. The default is off. */
  reflection?: boolean;
  /** How long a connection may be idle before the server pings the caller. The default is 30 s. */
  keepaliveMs?: number;
  log: Logger;
}

export interface GrpcServer {
  /** The address on which it listens, with the real port. */
  address: string;
  /** Sets the health status: whether the server accepts new work. */
  setServing(isServing: boolean): void;
  /** Waits up to `graceMs` for running calls, then ends them. */
  stop(graceMs: number): Promise<void>;
}

/** How long `stop` waits after a forced shutdown. A frozen peer does not even react to the end of its connection. */
const FROZEN_MS = 500;

/** The contract's descriptors, made by `npm run generate`. The relative path is the same from src and from the build. */
const CONTRACT = new URL('../../dist/contract.binpb', import.meta.url);
/** The descriptors of the health service. grpcurl cannot read the ones that proto-loader makes. */
const HEALTH = new URL('../../dist/health.binpb', import.meta.url);

/**
 * Starts a server with the services, health checks and, if turned on, reflection.
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
 * Adds server reflection. ReflectionService needs only the bytes of each file's descriptor, and does not read `type`.
 * Loading the whole contract with proto-loader would take half a second longer.
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
    // Without this check, a certificate and key that do not match would fail only at the first call.
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'grpc.bad_certificate',
      message:
        `HAVOC_GRPC_TLS_CERT and HAVOC_GRPC_TLS_KEY cannot be used (${cause instanceof Error ? cause.message : cause}). ` +
        'Set a certificate and its own key, both in PEM and the key without a passphrase.',
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
    const message = `Another process listens on ${where}. Stop it, or set HAVOC_ADDRESS to another address.`;
    return new HavocError({ kind: 'already_exists', code: 'grpc.address_in_use', message, cause });
  }
  const [, reason = cause.message] = /\[(.*)\]/.exec(cause.message) ?? [];
  const remedy =
    address.type === 'unix'
      ? 'create its folder, and allow this user to write there'
      : 'use an address of this machine';
  return new HavocError({
    kind: 'failed_precondition',
    code: 'grpc.cannot_listen',
    message: `gRPC cannot listen on ${where} (${reason}): ${remedy}, or set HAVOC_ADDRESS to another address.`,
    cause,
  });
}

function unprotected(address: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'grpc.unprotected_address',
    message:
      `Other machines can reach ${address}. Set HAVOC_GRPC_TLS_CERT, HAVOC_GRPC_TLS_KEY and HAVOC_GRPC_TOKEN, ` +
      'or use a unix socket or a loopback address.',
  });
}
