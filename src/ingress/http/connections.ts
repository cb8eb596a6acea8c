import type { Socket } from 'node:net';
import { type Connection, createConnection } from './connection.js';

export interface ConnectionsOptions {
  /** The most connections that are open at one time. */
  most: number;
  silentMs: number;
  requestTimeoutMs: number;
  /** Called when a request did not arrive in time and no handler has seen it. */
  onTimeout: (connection: Connection) => void;
  /** Called for each connection that is closed to make room. */
  onEvicted?: () => void;
  /** Called with true when the first connection is closed to make room, and with false once half are free again. */
  onCrowded?: (isCrowded: boolean) => void;
  /** A clock that never goes back, in milliseconds. */
  nowMs?: () => number;
}

/** All connections of the public listener. */
export interface Connections {
  add(socket: Socket): void;
  of(socket: Socket): Connection | undefined;
  /** Closes connections that are silent, and trusted connections without an unanswered request. */
  closeIdle(): void;
  stop(): void;
}

/** The longest interval between two checks of time limits. */
const LOOK_MS = 500;

/**
 * Limits how many connections are open and how long each may take.
 *
 * When there is no room for a new connection, another one is closed: one that is leaving, else the oldest without a
 * verified request, else the trusted one that has been idle the longest. So a flood of strangers closes its own
 * connections. A new connection from Slack is the youngest, and is trusted within milliseconds.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const { most, requestTimeoutMs, silentMs, onTimeout, onCrowded = () => undefined } = options;
  const { onEvicted = () => undefined, nowMs = () => performance.now() } = options;
  const bySocket = new Map<Socket, Connection>();
  // Each set is in the order in which the phases of its connections began.
  const leaving = new Set<Connection>();
  const strangers = new Set<Connection>();
  const trusted = new Set<Connection>();
  let isCrowded = false;

  function sort(connection: Connection): void {
    for (const set of [leaving, strangers, trusted]) set.delete(connection);
    if (!bySocket.has(connection.socket)) return;
    const { phase } = connection;
    (phase === 'leaving' ? leaving : phase === 'trusted' ? trusted : strangers).add(connection);
  }

  function leastDeserving(): Connection | undefined {
    for (const connection of leaving) return connection;
    for (const connection of strangers) return connection;
    for (const connection of trusted) if (connection.unanswered() === 0) return connection;
    return undefined;
  }

  function noteCrowd(): void {
    if (isCrowded && bySocket.size <= most / 2) {
      isCrowded = false;
      onCrowded(false);
    }
  }

  const interval = setInterval(
    () => {
      const atMs = nowMs();
      for (const connection of bySocket.values()) connection.look(atMs);
    },
    Math.min(LOOK_MS, requestTimeoutMs / 2, silentMs / 2),
  ).unref();

  return {
    add(socket) {
      if (bySocket.size >= most) {
        if (!isCrowded) onCrowded(true);
        isCrowded = true;
        onEvicted();
        const least = leastDeserving();
        if (!least) return void socket.destroy();
        remove(least.socket);
        least.socket.destroy();
      }
      const connection = createConnection({
        socket,
        silentMs,
        requestTimeoutMs,
        onTimeout,
        onPhase: sort,
        nowMs,
      });
      bySocket.set(socket, connection);
      sort(connection);
      socket.once('close', () => remove(socket));
    },
    of: (socket) => bySocket.get(socket),
    closeIdle() {
      for (const { phase, socket, unanswered } of bySocket.values()) {
        if (phase === 'silent' || (phase === 'trusted' && unanswered() === 0)) socket.destroy();
      }
    },
    stop: () => clearInterval(interval),
  };

  function remove(socket: Socket): void {
    const connection = bySocket.get(socket);
    if (!bySocket.delete(socket) || !connection) return;
    sort(connection);
    noteCrowd();
  }
}
