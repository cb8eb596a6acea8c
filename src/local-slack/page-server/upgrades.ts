import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Handles an HTTP upgrade request for a WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Routes each upgrade request to the handler of its path, and refuses the requests for other paths.
 *
 * @param upgrades handlers by path, without a slash at the end
 * @returns a function that ends the routing
 */
export function routeUpgrades(server: Server, upgrades: Record<string, Upgrade>): () => void {
  const route: Upgrade = (request, socket, head) => {
    const path = request.url?.split('?')[0]?.replace(/\/$/, '') ?? '';
    const upgrade = Object.hasOwn(upgrades, path) ? upgrades[path] : refuseUpgrade;
    upgrade?.(request, socket, head);
  };
  server.on('upgrade', route);
  return () => void server.off('upgrade', route);
}

export const refuseUpgrade: Upgrade = (_request, socket) => {
  socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
};
