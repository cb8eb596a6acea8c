import { chmod, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { HavocError } from '../base/index.js';

/** What every system takes; a longer path is cut off there without a word. */
const MOST_PATH_BYTES = 103;

/**
 * Removes a socket file that nobody listens on any more, as a killed process leaves it.
 *
 * @throws HavocError `grpc.address_in_use` (already_exists) when somebody does listen, or when it is no socket;
 * `grpc.cannot_listen` (failed_precondition) when the path is too long for a socket
 */
export async function removeStaleSocket(path: string): Promise<void> {
  if (Buffer.byteLength(path) > MOST_PATH_BYTES) {
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'grpc.cannot_listen',
      message: `${path} is too long for a socket: set HAVOC_ADDRESS to a path of at most ${MOST_PATH_BYTES} bytes.`,
    });
  }
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
