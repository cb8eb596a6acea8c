import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { rowOf, SLACK_WAITS_MS } from '../slack/index.js';
import type { Door, Outcome } from './doors.js';
import type { Push } from './payloads.js';
import type { Random } from './random.js';

/** Slack's end of Socket Mode, and the Web API methods that a sidecar calls by itself. */
export interface SocketDoor extends Door {
  apiUrl: string;
  /** Breaks every connection. */
  breakAll(): void;
  /** Announces on every connection that it will be closed, and closes it a little later. */
  warnAll(): void;
  /** Stops reading and sending. Returns a function that ends this. */
  freeze(): () => void;
}

const HELLO = JSON.stringify({
  type: 'hello',
  num_connections: 1,
  debug_info: { approximate_connection_time: 3_600 },
});
const WARNING = JSON.stringify({ type: 'disconnect', reason: 'warning', debug_info: {} });
const WARNED_MS = 2_000;
const PING_MS = 1_000;

export async function startSocketDoor(random: Random): Promise<SocketDoor> {
  const sockets = new Set<WebSocket>();
  const waiting = new Map<string, (answer: string) => void>();
  let isFrozen = false;

  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(request.url ?? '', port)));
  });
  const wss = new WebSocketServer({ server, path: '/link/' });
  wss.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data));
      waiting.get(envelope_id)?.(payload === undefined ? '' : JSON.stringify(payload));
    });
    if (isFrozen) socket.pause();
    socket.send(HELLO);
  });
  const pinging = setInterval(() => {
    if (!isFrozen) for (const socket of sockets) socket.ping();
  }, PING_MS);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    name: 'socket',
    apiUrl: `http://127.0.0.1:${port}/api/`,
    isOpen: () => sockets.size > 0,
    push(push, { retryNum, retryReason = '' }) {
      const envelope_id = randomUUID();
      const outcome: Outcome = { how: 'timeout', through: 'socket', answer: '' };
      let isOver = false;
      return new Promise<Outcome>((resolve) => {
        const timer = setTimeout(() => {
          isOver = true;
          resolve(outcome);
        }, SLACK_WAITS_MS);
        waiting.set(envelope_id, (answer) => {
          waiting.delete(envelope_id);
          clearTimeout(timer);
          resolve(Object.assign(outcome, { how: 'acknowledged', answer, isLate: isOver }));
        });
        const message = {
          ...envelopeOf(push),
          envelope_id,
          retry_attempt: retryNum,
          retry_reason: retryReason,
        };
        if (!isFrozen && sockets.size > 0) random.pick([...sockets]).send(JSON.stringify(message));
      });
    },
    breakAll() {
      for (const socket of sockets) socket.terminate();
    },
    warnAll() {
      for (const socket of sockets) {
        socket.send(WARNING);
        setTimeout(() => socket.close(), WARNED_MS);
      }
    },
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
      return () => {
        isFrozen = false;
        for (const socket of sockets) socket.resume();
      };
    },
    async close() {
      clearInterval(pinging);
      for (const socket of wss.clients) socket.terminate();
      wss.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function envelopeOf({ kind, body, awaitsReply }: Push) {
  return { type: rowOf(kind).envelopeType, accepts_response_payload: awaitsReply, payload: body };
}

function answerTo(url: string, port: number): object {
  const method = url.split('?')[0]?.split('/').at(-1);
  if (method === 'apps.connections.open') {
    return { ok: true, url: `ws://127.0.0.1:${port}/link/?ticket=${randomUUID()}` };
  }
  if (method === 'auth.test') return { ok: true, team_id: 'T0CHAOS', user_id: 'UBOT', bot_id: 'BBOT' };
  if (method === 'bots.info') return { ok: true, bot: { id: 'BBOT', app_id: 'A0CHAOS' } };
  return { ok: false, error: 'not_found' };
}
