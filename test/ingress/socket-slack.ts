import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { until } from '../support/until.js';

/** An acknowledgement from havoc. */
export interface Acknowledgement {
  envelope_id: string;
  payload?: unknown;
}

/** An answer to apps.connections.open. */
export interface OpenAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: object;
}

/** Slack's side of Socket Mode, controlled by a test. */
export interface SocketSlack {
  apiUrl: string;
  /** The token of each call of apps.connections.open. */
  asked: (string | undefined)[];
  /** The open connections, oldest first. */
  sockets: Set<WebSocket>;
  /** Returns the most connections that were open at once. */
  most(): number;
  /** The answers to the next calls of apps.connections.open, one for each. */
  answers: OpenAnswer[];
  /** The first message on each connection. */
  greeting: string | undefined;
  acknowledged: Acknowledgement[];
  find(envelope_id: string): Acknowledgement | undefined;
  /** Sends a text on the newest connection. */
  say(text: string): void;
  /** Sends an envelope on the newest connection, and resolves with its acknowledgement. */
  push(envelope: { envelope_id: string } & Record<string, unknown>): Promise<Acknowledgement>;
  newest(): WebSocket;
  /** Resolves once everything that was sent before has arrived. */
  roundTrip(socket: WebSocket): Promise<void>;
  close(): Promise<void>;
}

export const HELLO = JSON.stringify({ type: 'hello', num_connections: 1, debug_info: { host: 'applink' } });

export async function startSocketSlack(): Promise<SocketSlack> {
  const server = createServer((request, response) => {
    slack.asked.push(request.headers.authorization);
    request.resume();
    const { status = 200, headers = {}, body } = slack.answers.shift() ?? {};
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(
      JSON.stringify(body ?? { ok: true, url: `${wsUrl}/link/?ticket=${slack.asked.length}&app_id=A1` }),
    );
  });
  const wss = new WebSocketServer({ server, path: '/link/' });
  const byId = new Map<string, Acknowledgement>();
  const ponged = new Set<string>();
  let pinged = 0;
  let most = 0;
  wss.on('connection', (socket) => {
    slack.sockets.add(socket);
    most = Math.max(most, slack.sockets.size);
    socket.on('close', () => slack.sockets.delete(socket));
    socket.on('pong', (data) => ponged.add(String(data)));
    socket.on('message', (data) => {
      const acknowledgement: Acknowledgement = JSON.parse(String(data));
      slack.acknowledged.push(acknowledgement);
      byId.set(acknowledgement.envelope_id, acknowledgement);
    });
    if (slack.greeting !== undefined) socket.send(slack.greeting);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wsUrl = `ws://127.0.0.1:${port}`;

  const slack: SocketSlack = {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    asked: [],
    sockets: new Set(),
    most: () => most,
    answers: [],
    find: (envelope_id) => byId.get(envelope_id),
    greeting: HELLO,
    acknowledged: [],
    newest() {
      const newest = [...slack.sockets].at(-1);
      if (!newest) throw new Error('No client is connected.');
      return newest;
    },
    say: (text) => slack.newest().send(text),
    async push(envelope) {
      slack.say(JSON.stringify(envelope));
      await until(() => byId.has(envelope.envelope_id));
      return byId.get(envelope.envelope_id) as Acknowledgement;
    },
    async roundTrip(socket) {
      const ping = `${++pinged}`;
      socket.ping(ping);
      await until(() => ponged.has(ping));
    },
    async close() {
      for (const socket of wss.clients) socket.terminate();
      wss.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return slack;
}
