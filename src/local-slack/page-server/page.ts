import type { WebSocket } from 'ws';
import type { Frame } from '../protocol.js';

/** A page that reads too slowly is closed when this much waits for it. It connects again, and goes on by number. */
const MOST_BUFFERED_BYTES = 16 * 1024 * 1024;

/** The connection to a page. */
export interface Page {
  isOpen(): boolean;
  /** Does nothing if the connection is closed. */
  send(frame: Frame): void;
  /** Closes the connection after an error of the server. */
  fail(): void;
}

export type Connection = Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send' | 'close'>;

export function createPage(connection: Connection): Page {
  const isOpen = () => connection.readyState === connection.OPEN;
  return {
    isOpen,
    send: (frame) => {
      if (!isOpen()) return;
      if (connection.bufferedAmount > MOST_BUFFERED_BYTES)
        connection.close(1013, 'The page reads too slowly. Connect again.');
      else connection.send(JSON.stringify(frame));
    },
    fail: () => connection.close(1011, 'The local Slack failed. Connect again.'),
  };
}
