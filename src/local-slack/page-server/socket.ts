import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isObject } from '../../base/index.js';
import type { Scene } from '../acts/act.js';
import { type Acting, mayActAsPeople } from '../policy/acting.js';
import type { Act, NotAllowed, Request } from '../protocol.js';
import { parseObject } from '../web-api/read-body.js';
import { closeSockets } from './close-sockets.js';
import { createPage, type Page } from './page.js';
import { isSameOrigin } from './same-origin.js';
import { createTab, type Tab } from './tab.js';
import { refuseUpgrade, type Upgrade } from './upgrades.js';
import { findVisit } from './visit.js';

/** Serves the open pages. */
export interface Live {
  upgrade: Upgrade;
  /** Closes all pages, and waits until their tabs have stopped. */
  stop(): Promise<void>;
}

export const NOT_ALLOWED: NotAllowed = 4403;

/** A world, and the pusher for its apps. */
type Host = Pick<Scene, 'world' | 'pusher'>;

export interface LiveOptions extends Host {
  /** Where a browser must be to act as people. */
  actFrom: Acting['allowed'];
}

/**
 * Serves `/live` as `protocol.ts` describes it: sends to each tab what its person can see, and carries out its
 * requests. A page from another origin is refused. Otherwise any website open in the same browser could act in the
 * workspace.
 */
export function createLive({ actFrom, ...host }: LiveOptions): Live {
  const sockets = new WebSocketServer({ noServer: true });
  const serving = new Set<Promise<void>>();

  return {
    upgrade: (request, socket, head) => {
      if (!isSameOrigin(request.headers)) return refuseUpgrade(request, socket, head);
      sockets.handleUpgrade(request, socket, head, (connection) => {
        connection.on('error', () => connection.terminate());
        const from = request.socket.remoteAddress ?? '';
        if (!mayActAsPeople({ from, allowed: actFrom })) {
          connection.close(
            NOT_ALLOWED,
            'Acting as people is allowed on the machine of the local Slack only.',
          );
          return;
        }
        const done = serve(host, connection, request.url ?? '/').finally(() => serving.delete(done));
        serving.add(done);
      });
    },
    stop: async () => {
      await closeSockets(sockets);
      await Promise.all(serving);
    },
  };
}

/** Shows a workspace to a tab. Resolves when the connection is closed and the tab has stopped. */
async function serve(host: Host, connection: WebSocket, url: string): Promise<void> {
  const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
  const page = createPage(connection);
  const opening = openTab(host, page, url);
  // A page may send requests before its tab is open.
  connection.on('message', (data) => void opening.then((tab) => tab && receive(tab, connection, data)));
  await closed;
  await (await opening)?.stop();
}

async function openTab({ world, pusher }: Host, page: Page, url: string): Promise<Tab | undefined> {
  try {
    const visit = await findVisit(world.db, url);
    if (visit) {
      const { team, person, since } = visit;
      return createTab({ scene: { world, pusher, team }, person, since, page });
    }
  } catch {
    // The store failed. The page connects again.
  }
  page.fail();
  return undefined;
}

function receive(tab: Tab, connection: WebSocket, data: RawData): void {
  const request = parseObject(String(data));
  if (request && typeof request.id === 'number' && isObject(request.act))
    tab.answer({ id: request.id, act: request.act as Act } satisfies Request);
  else connection.close(1003, 'A request must be {"id", "act"}.');
}
