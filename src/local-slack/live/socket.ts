import type { IncomingMessage } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isObject, toHavocError } from '../../base/index.js';
import type { Scene } from '../acts/act.js';
import { perform } from '../acts/perform.js';
import { closeSockets } from '../close-sockets.js';
import type { Act, Result, Update } from '../protocol.js';
import { findRefusal } from '../state/refusal.js';
import { refuseUpgrade, type Upgrade } from '../upgrades.js';
import { parseObject } from '../web-api/read-body.js';
import { toSnapshot } from './snapshot.js';
import { toUpdate } from './updates.js';

/** Serves the open pages. */
export interface Live {
  upgrade: Upgrade;
  stop(): Promise<void>;
}

/**
 * Serves `/live` as `protocol.ts` describes it: sends changes to the open pages and carries out their requests.
 * A page from another origin is refused. Otherwise any website open in the same browser could act in the workspace.
 */
export function createLive(scene: Scene): Live {
  const { workspace } = scene;
  const sockets = new WebSocketServer({ noServer: true });

  const stopListening = workspace.onChange((change) => {
    const update = toUpdate(workspace, change);
    if (update) for (const page of sockets.clients) tell(page, update);
  });

  return {
    upgrade: (request, socket, head) => {
      if (!isSameOrigin(request)) return refuseUpgrade(request, socket, head);
      sockets.handleUpgrade(request, socket, head, (page) => {
        tell(page, { type: 'snapshot', snapshot: toSnapshot(workspace) });
        page.on('message', (data) => void answer(scene, page, data));
        page.on('error', () => page.terminate());
      });
    },
    stop: () => {
      stopListening();
      return closeSockets(sockets);
    },
  };
}

async function answer(scene: Scene, page: WebSocket, data: RawData): Promise<void> {
  const request = parseObject(String(data));
  if (
    !request ||
    typeof request.id !== 'number' ||
    typeof request.as !== 'string' ||
    !isObject(request.act)
  ) {
    page.close(1003, 'a request must be {"id", "as", "act"}');
    return;
  }
  const result = await attempt(scene, request.as, request.act as Act);
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
