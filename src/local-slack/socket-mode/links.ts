import { type WebSocket, WebSocketServer } from 'ws';
import { closeSockets } from '../close-sockets.js';
import { claimTicket } from '../state/tickets.js';
import type { Workspace } from '../state/workspace.js';
import { refuseUpgrade, type Upgrade } from '../upgrades.js';
import { type Connection, createLink, type DisconnectReason, type Link } from './link.js';

/** The connections of the app, as a test sees and breaks them; what is done here is done to all. */
export interface Connections {
  /** Oldest first. */
  all(): readonly Connection[];
  disconnect(reason: DisconnectReason): void;
  drop(): void;
  silence(): void;
}

export interface Links extends Connections {
  all(): readonly Link[];
  upgrade: Upgrade;
  /** The one whose turn it is; undefined where none is open. */
  next(): Link | undefined;
  /** @returns what ends it */
  onChange(listener: () => void): () => void;
  /** Closes them all, and takes no more. */
  stop(): Promise<void>;
}

export interface LinksOptions {
  workspace: Workspace;
  /** How long a connection stands before it is to be refreshed; an hour where absent. */
  livesMs?: number;
  /** How long before that it is warned, and how long it then has to go by itself; 10 s where absent. */
  warnsBeforeMs?: number;
  /** 10 s where absent. */
  pingEveryMs?: number;
  /** 10 where absent. */
  most?: number;
}

const LIVES_MS = 3_600_000;
// What `debug_reconnects=true` behind the URL makes of it.
const LIVES_FOR_DEBUGGING_MS = 360_000;
const WARNS_BEFORE_MS = 10_000;
const PING_EVERY_MS = 10_000;
const MOST_CONNECTIONS = 10;

/** What is told to a connection that is not to be. */
const turnAway = (socket: WebSocket, reason: DisconnectReason) => {
  socket.on('error', () => socket.terminate());
  socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-0' } }));
  socket.close(1000);
};

/** Lets the app connect with a ticket of `apps.connections.open`, at most ten times at once. */
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
