import { readFile } from 'node:fs/promises';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { type Address, formatAddress, HavocError, isPrivate, parseAddress } from '../base/index.js';
import type { Logger } from '../log/index.js';
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

/** Both sides agree on it: Slack's largest answers fit many times. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** A peer that is frozen takes not even the end of its connection: nobody waits for that. */
const FROZEN_MS = 500;

/** Made by `npm run generate`; it stands beside src as well as beside what is built from it. */
const CONTRACT = new URL('../../dist/contract.binpb', import.meta.url);
/** Beside it; proto-loader's own descriptors of it are none that grpcurl reads. */
const HEALTH = new URL('../../dist/health.binpb', import.meta.url);

/**
 * Starts the services, with health and reflection, on one address.
 *
 * @throws HavocError `address.malformed`, `grpc.unprotected_address`, `grpc.address_in_use` or `grpc.cannot_listen`
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { services, tls, token, log } = options;
  const address = parseAddress(options.address);
  if (!isPrivate(address) && !(tls && token)) throw unprotected(options.address);

  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    interceptors: token ? [createTokenCheck(token)] : [],
  });
  for (const { definition, implementation } of services) server.addService(definition, implementation);
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  await addReflection(server);

  if (address.type === 'unix') await removeStaleSocket(address.path);
  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }])
    : ServerCredentials.createInsecure();
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
  const fileDescriptorProtos = splitDescriptorSet(
    Buffer.concat([await readFile(CONTRACT), await readFile(HEALTH)]),
  );
  new ReflectionService({
    contract: { format: 'Protocol Buffer 3 DescriptorProto', type: {}, fileDescriptorProtos },
  }).addToServer(server);
}

/** The files of a google.protobuf.FileDescriptorSet, which has nothing else. */
function splitDescriptorSet(bytes: Buffer): Buffer[] {
  const reader = new BinaryReader(bytes);
  const files: Buffer[] = [];
  while (reader.pos < reader.len) {
    reader.tag();
    files.push(Buffer.from(reader.bytes()));
  }
  return files;
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
