import type { WebSocketServer } from 'ws';
import { within } from '../../base/index.js';

/** How long a client has to answer a close frame. */
const ANSWERS_WITHIN_MS = 1_000;

/**
 * Stops accepting connections, and sends a close frame on each open one. A connection is cut only if its client
 * does not answer the close frame in time. The reason: a client reports an error when its connection is cut. A client
 * that is closing at the same time would wait for a close frame that never comes.
 */
export async function closeSockets(sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => sockets.close(() => resolve()));
  for (const socket of sockets.clients) socket.close(1000);
  if (await within(ANSWERS_WITHIN_MS, closed)) return;
  for (const socket of sockets.clients) socket.terminate();
  await closed;
}
