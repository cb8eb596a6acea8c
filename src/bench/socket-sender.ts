import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { serialOf } from './events.js';
import type { Sender } from './sender.js';

const PING_MS = 10_000;
const CONNECTION_WAIT_MS = 30_000;
const HELLO = JSON.stringify({
  type: 'hello',
  num_connections: 1,
  connection_info: { app_id: 'A0BENCH' },
  debug_info: { host: 'bench', approximate_connection_time: 18_060 },
});

/** Slack's end of Socket Mode. */
export interface SocketSlack {
  port: number;
  /** Sends in turn over the connections to the path `/link`. Fails if none is opened in time. */
  openSender(
    link: string,
    firstSerial: number,
    onAnswer: (event: number, isAcknowledged: boolean) => void,
  ): Promise<Sender>;
}

export async function startSocketSlack(): Promise<SocketSlack> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  const links = new Map<string, Set<WebSocket>>();
  let onText: (text: string) => void = () => undefined;
  await once(server, 'listening');

  server.on('connection', (socket, request) => {
    const link = new URL(request.url ?? '/', 'ws://bench').pathname.slice(1);
    const sockets = links.get(link) ?? new Set();
    links.set(link, sockets.add(socket));
    const pings = setInterval(() => socket.ping('bench'), PING_MS);
    socket.on('message', (data) => onText(String(data)));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(pings);
      sockets.delete(socket);
    });
    socket.send(HELLO);
  });

  return {
    port: (server.address() as AddressInfo).port,
    async openSender(link, firstSerial, onAnswer) {
      const timeout = AbortSignal.timeout(CONNECTION_WAIT_MS);
      while (!links.get(link)?.size) await once(server, 'connection', { signal: timeout });
      onText = (text) => onAnswer(serialOf(text) - firstSerial, true);
      let turn = 0;
      return {
        send(event, bytes) {
          const open = [...(links.get(link) ?? [])].filter((socket) => socket.readyState === socket.OPEN);
          const socket = open[turn++ % open.length];
          if (socket) socket.send(bytes, { binary: false });
          else onAnswer(event, false);
        },
        close() {
          onText = () => undefined;
        },
      };
    },
  };
}
