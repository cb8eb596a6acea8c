import { chmod, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { HavocError } from '../base/index.js';

/** The longest path that works on every system. Some systems silently cut off a longer one. */
const MOST_PATH_BYTES = 103;

/**
 * Removes a socket file without a listener, which a killed process leaves behind.
 *
 * @throws HavocError `grpc.address_in_use` (already_exists) if a process listens on it, or if the file is not a socket;
 * `grpc.cannot_listen` (failed_precondition) if the path is too long for a socket
 */
export async function removeStaleSocket(path: string): Promise<void> {
  if (Buffer.byteLength(path) > MOST_PATH_BYTES) {
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'grpc.cannot_listen',
      message: `${path} is too long for a socket. Set HAVOC_ADDRESS to a path of at most ${MOST_PATH_BYTES} bytes.`,
    });
  }
  const found = await stat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket()) {
    throw new HavocError({
      kind: 'already_exists',
      code: 'grpc.address_in_use',
      message: `${path} exists and is not a socket. Move it away, or set HAVOC_ADDRESS to another path.`,
    });
  }
  if (await answers(path)) {
    throw new HavocError({
      kind: 'already_exists',
      code: 'grpc.address_in_use',
      message: `Another process listens on ${path}. Stop it, or set HAVOC_ADDRESS to another address.`,
    });
  }
  await unlink(path);
}

/** Allows only the owner and the group to connect. */
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
