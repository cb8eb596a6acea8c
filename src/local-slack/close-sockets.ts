import type { WebSocketServer } from 'ws';
import { within } from '../base/index.js';

/** How long the other end has to answer a close frame. */
const ANSWERS_WITHIN_MS = 1_000;

/**
 * Takes no more connections, and closes those that are open by a close frame: a client that is cut off reports an
 * error, and one that was leaving waits for an answer that cannot come. One that does not answer in time is cut off.
 */
export async function closeSockets(sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => sockets.close(() => resolve()));
  for (const socket of sockets.clients) socket.close(1000);
  if (await within(ANSWERS_WITHIN_MS, closed)) return;
  for (const socket of sockets.clients) socket.terminate();
  await closed;
}
