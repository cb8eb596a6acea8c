import { chmod, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { HavocError } from '../base/index.js';

/** Where gRPC listens or is dialled. */
export type Address = { type: 'unix'; path: string } | { type: 'tcp'; host: string; port: number };

/**
 * Reads `unix:/path`, `unix:///path` or `host:port`.
 *
 * @throws HavocError (invalid_argument) `grpc.bad_address`
 */
export function parseAddress(text: string): Address {
  const unix = /^unix:(?:\/\/)?(\/.+)$/.exec(text);
  if (unix?.[1]) return { type: 'unix', path: unix[1] };
  const tcp = /^(\[[0-9a-fA-F:]+\]|[^:/\s]+):(\d{1,5})$/.exec(text);
  if (tcp?.[1] && Number(tcp[2]) <= 65_535) return { type: 'tcp', host: tcp[1], port: Number(tcp[2]) };
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'grpc.bad_address',
    message: `'${text}' is no address: give unix:/path/to/socket, or host:port as in 127.0.0.1:7433.`,
  });
}

/** Whether only this machine, or this pod, can reach it. */
export function isPrivate(address: Address): boolean {
  if (address.type === 'unix') return true;
  return address.host === 'localhost' || address.host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(address.host);
}

/** As grpc-js wants it. */
export function formatAddress(address: Address): string {
  return address.type === 'unix' ? `unix:${address.path}` : `${address.host}:${address.port}`;
}

/**
 * Removes a socket file that nobody listens on any more, as a killed process leaves it.
 *
 * @throws HavocError (already_exists) `grpc.address_in_use` when somebody does listen
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  if (await answers(path)) {
    throw new HavocError({
      kind: 'already_exists',
      code: 'grpc.address_in_use',
      message: `Another process listens on ${path}: stop it, or give this one another HAVOC_ADDRESS.`,
    });
  }
  await unlink(path);
}

/** Lets the owner and its group in, and nobody else. */
export async function restrictSocket(path: string): Promise<void> {
  await chmod(path, 0o660);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
