import { chmod, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { HavocError } from '../base/index.js';

/**
 * Removes a socket file that nobody listens on any more, as a killed process leaves it.
 *
 * @throws HavocError (already_exists) `grpc.address_in_use` when somebody does listen, or when it is no socket
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket()) {
    throw new HavocError({
      kind: 'already_exists',
      code: 'grpc.address_in_use',
      message: `${path} is there and is no socket: move it away, or set HAVOC_ADDRESS to a path of its own.`,
    });
  }
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
