import { type WebSocket, WebSocketServer } from 'ws';
import { closeSockets } from '../close-sockets.js';
import { claimTicket } from '../state/tickets.js';
import type { Workspace } from '../state/workspace.js';
import { refuseUpgrade, type Upgrade } from '../upgrades.js';
import { type Connection, createLink, type DisconnectReason, type Link } from './link.js';

/** Lists and breaks the app's connections. Each method except `all` acts on all of them. */
export interface Connections {
  /** The open connections, oldest first. */
  all(): readonly Connection[];
  disconnect(reason: DisconnectReason): void;
  drop(): void;
  silence(): void;
}

export interface Links extends Connections {
  all(): readonly Link[];
  upgrade: Upgrade;
  /** The connection for the next envelope, chosen in turn; undefined if none is open. */
  next(): Link | undefined;
  /** @returns a function that removes the listener */
  onChange(listener: () => void): () => void;
  /** Closes all connections, and accepts no more. */
  stop(): Promise<void>;
}

export interface LinksOptions {
  workspace: Workspace;
  /** The time from the hello of a connection to the request to refresh; an hour by default. */
  livesMs?: number;
  /** The time from the warning to the request to refresh, and also from that request to the close; 10 s by default. */
  warnsBeforeMs?: number;
  /** 10 s by default. */
  pingEveryMs?: number;
  /** The maximum number of connections; 10 by default. */
  most?: number;
}

const LIVES_MS = 3_600_000;
// For connections whose URL has `debug_reconnects=true`.
const LIVES_FOR_DEBUGGING_MS = 360_000;
const WARNS_BEFORE_MS = 10_000;
const PING_EVERY_MS = 10_000;
const MOST_CONNECTIONS = 10;

/** Refuses a connection with a disconnect message. */
const turnAway = (socket: WebSocket, reason: DisconnectReason) => {
  socket.on('error', () => socket.terminate());
  socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-0' } }));
  socket.close(1000);
};

/** Accepts connections that have a ticket from `apps.connections.open`, at most ten at a time by default. */
export function createLinks({
  workspace,
  livesMs = LIVES_MS,
  warnsBeforeMs = WARNS_BEFORE_MS,
  pingEveryMs = PING_EVERY_MS,
  most = MOST_CONNECTIONS,
}: LinksOptions): Links {
  const sockets = new WebSocketServer({ noServer: true });
  const listeners = new Set<() => void>();
  let links: Link[] = [];
  let opened = 0;
  let turn = 0;

  const change = (to: Link[]) => {
    links = to;
    for (const listener of listeners) listener();
  };

  function open(socket: WebSocket, url: URL): void {
    opened += 1;
    const isDebugging = url.searchParams.get('debug_reconnects') === 'true';
    const link = createLink(socket, {
      id: opened,
      openedAt: workspace.now(),
      appId: workspace.app.id,
      connections: links.length + 1,
      livesMs: isDebugging ? LIVES_FOR_DEBUGGING_MS : livesMs,
      warnsBeforeMs,
      pingEveryMs,
      onEnd: () => change(links.filter((one) => one !== link)),
    });
    change([...links, link]);
  }

  return {
    all: () => links,
    upgrade: (request, socket, head) => {
      const url = new URL(request.url ?? '', workspace.url);
      if (!claimTicket(workspace, url.searchParams.get('ticket') ?? '')) {
        return refuseUpgrade(request, socket, head);
      }
      sockets.handleUpgrade(request, socket, head, (connected) => {
        if (!workspace.doors.includes('socket')) turnAway(connected, 'link_disabled');
        else if (links.length >= most) turnAway(connected, 'too_many_websockets');
        else open(connected, url);
      });
    },
    next: () => {
      const able = links.filter((link) => link.isOpen());
      turn += 1;
      return able[turn % able.length];
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    disconnect: (reason) => {
      for (const link of links) link.disconnect(reason);
    },
    drop: () => {
      for (const link of links) link.drop();
    },
    silence: () => {
      for (const link of links) link.silence();
    },
    stop: () => {
      for (const link of links) link.close();
      return closeSockets(sockets);
    },
  };
}
