import { type WebSocket, WebSocketServer } from 'ws';
import { closeSockets } from '../../page-server/close-sockets.js';
import { refuseUpgrade, type Upgrade } from '../../page-server/upgrades.js';
import { apps } from '../../world/collections.js';
import type { World } from '../../world/world.js';
import { claimTicket } from '../tickets.js';
import { type Connection, createLink, type DisconnectReason, type Link } from './link.js';

/** Lists and breaks an app's connections. Each method except `all` acts on all of them. */
export interface Connections {
  /** The open connections, oldest first. */
  all(): readonly Connection[];
  disconnect(reason: DisconnectReason): void;
  drop(): void;
  silence(): void;
}

/** The connections of all apps. */
export interface Links {
  of(app: string): Connections;
  upgrade: Upgrade;
  /** The connection for the app's next envelope, chosen in turn; undefined if none is open. */
  next(app: string): Link | undefined;
  /** @returns a function that removes the listener */
  onChange(listener: () => void): () => void;
  /** Closes all connections, and accepts no more. */
  stop(): Promise<void>;
}

export interface LinksOptions {
  world: World;
  /** The time from the hello of a connection to the request to refresh; an hour by default. */
  livesMs?: number;
  /** The time from the warning to the request to refresh, and also from that request to the close; 10 s by default. */
  warnsBeforeMs?: number;
  /** 10 s by default. */
  pingEveryMs?: number;
  /** The maximum number of connections of an app; 10 by default. */
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

/** Accepts connections that have a ticket from `apps.connections.open`, at most ten of an app at a time by default. */
export function createLinks({
  world,
  livesMs = LIVES_MS,
  warnsBeforeMs = WARNS_BEFORE_MS,
  pingEveryMs = PING_EVERY_MS,
  most = MOST_CONNECTIONS,
}: LinksOptions): Links {
  const sockets = new WebSocketServer({ noServer: true });
  const listeners = new Set<() => void>();
  const links = new Map<string, Link[]>();
  let opened = 0;
  let turn = 0;

  const linksOf = (app: string) => links.get(app) ?? [];
  const change = (app: string, to: Link[]) => {
    links.set(app, to);
    for (const listener of listeners) listener();
  };

  function open(socket: WebSocket, app: string, url: URL): void {
    opened += 1;
    const isDebugging = url.searchParams.get('debug_reconnects') === 'true';
    const link = createLink(socket, {
      id: opened,
      openedAt: world.now(),
      appId: app,
      connections: linksOf(app).length + 1,
      livesMs: isDebugging ? LIVES_FOR_DEBUGGING_MS : livesMs,
      warnsBeforeMs,
      pingEveryMs,
      onEnd: () =>
        change(
          app,
          linksOf(app).filter((one) => one !== link),
        ),
    });
    change(app, [...linksOf(app), link]);
  }

  async function admit(...[request, socket, head]: Parameters<Upgrade>): Promise<void> {
    const url = new URL(request.url ?? '', world.url);
    const id = await claimTicket(world, url.searchParams.get('ticket') ?? '');
    const app = id === undefined ? undefined : await world.db.find(apps, id);
    if (!app) return refuseUpgrade(request, socket, head);
    sockets.handleUpgrade(request, socket, head, (connected) => {
      if (!app.doors.includes('socket')) turnAway(connected, 'link_disabled');
      else if (linksOf(app.id).length >= most) turnAway(connected, 'too_many_websockets');
      else open(connected, app.id, url);
    });
  }

  return {
    of: (app) => ({
      all: () => linksOf(app),
      disconnect: (reason) => {
        for (const link of linksOf(app)) link.disconnect(reason);
      },
      drop: () => {
        for (const link of linksOf(app)) link.drop();
      },
      silence: () => {
        for (const link of linksOf(app)) link.silence();
      },
    }),
    upgrade: (request, socket, head) => {
      // Nothing else listens to the socket while the ticket is looked up.
      socket.once('error', () => socket.destroy());
      admit(request, socket, head).catch(() => socket.destroy());
    },
    next: (app) => {
      const able = linksOf(app).filter((link) => link.isOpen());
      turn += 1;
      return able[turn % able.length];
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => {
      for (const link of [...links.values()].flat()) link.close();
      return closeSockets(sockets);
    },
  };
}
