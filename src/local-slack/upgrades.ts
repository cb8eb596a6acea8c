import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Takes over a connection that asks to become a WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Hands each connection that asks for it to whoever serves its path, and turns away all others.
 *
 * @param upgrades by path, without a slash at the end
 * @returns what ends it
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
