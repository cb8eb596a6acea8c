import type { IncomingMessage } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isObject, toHavocError } from '../../base/index.js';
import type { Scene } from '../acts/act.js';
import { perform } from '../acts/perform.js';
import { closeSockets } from '../close-sockets.js';
import { type Acting, mayActAsPeople } from '../policy/acting.js';
import type { Act, NotAllowed, Result, Update } from '../protocol.js';
import { findRefusal } from '../state/refusal.js';
import type { Workspace } from '../state/workspace.js';
import { refuseUpgrade, type Upgrade } from '../upgrades.js';
import { parseObject } from '../web-api/read-body.js';
import { createTab } from './tab.js';

/** Serves the open pages. */
export interface Live {
  upgrade: Upgrade;
  stop(): Promise<void>;
}

export const NOT_ALLOWED: NotAllowed = 4403;

export interface LiveOptions {
  scene: Scene;
  /** Where a browser must be to act as people. */
  actFrom: Acting['allowed'];
}

/**
 * Serves `/live` as `protocol.ts` describes it: sends to each tab what its person can see, and carries out its
 * requests. A page from another origin is refused. Otherwise any website open in the same browser could act in the
 * workspace.
 */
export function createLive({ scene, actFrom }: LiveOptions): Live {
  const { workspace } = scene;
  const sockets = new WebSocketServer({ noServer: true });

  return {
    upgrade: (request, socket, head) => {
      if (!isSameOrigin(request)) return refuseUpgrade(request, socket, head);
      sockets.handleUpgrade(request, socket, head, (page) => {
        page.on('error', () => page.terminate());
        const from = request.socket.remoteAddress ?? '';
        if (mayActAsPeople({ from, allowed: actFrom })) serve(scene, page, personOf(workspace, request));
        else page.close(NOT_ALLOWED, 'Acting as people is allowed on the machine of the local Slack only.');
      });
    },
    stop: () => closeSockets(sockets),
  };
}

/** Shows the workspace to a tab until it closes. */
function serve(scene: Scene, page: WebSocket, person: string): void {
  const tab = createTab(scene.workspace, person);
  tell(page, { type: 'snapshot', snapshot: tab.snapshot() });
  const stopListening = scene.workspace.onChange((change) => {
    for (const update of tab.updatesFor(change)) tell(page, update);
  });
  page.on('close', stopListening);
  page.on('message', (data) => void answer(scene, { page, person }, data));
}

/** The person that the address names, or the first person of the workspace. */
function personOf({ users }: Workspace, { url = '' }: IncomingMessage): string {
  const as = new URL(url, 'http://localhost').searchParams.get('as') ?? '';
  const people = [...users.values()].filter(({ is_bot, deleted }) => !is_bot && !deleted);
  return (people.find(({ id }) => id === as) ?? people[0])?.id ?? '';
}

interface Asking {
  page: WebSocket;
  person: string;
}

async function answer(scene: Scene, { page, person }: Asking, data: RawData): Promise<void> {
  const request = parseObject(String(data));
  if (!request || typeof request.id !== 'number' || !isObject(request.act)) {
    page.close(1003, 'A request must be {"id", "act"}.');
    return;
  }
  const result = await attempt(scene, person, request.act as Act);
  tell(page, { type: 'result', id: request.id, result });
}

async function attempt(scene: Scene, as: string, act: Act): Promise<Result> {
  try {
    return await perform(scene, as, act);
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (refused) return { ok: false, error: refused.error, text: refused.text };
    return { ok: false, error: 'internal', text: toHavocError(thrown).message };
  }
}

function tell(page: WebSocket, update: Update): void {
  if (page.readyState === page.OPEN) page.send(JSON.stringify(update));
}

function isSameOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true;
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false;
  }
}
