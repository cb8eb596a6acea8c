import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { LocalSlack } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { until } from '../../support/until.js';

/** An app reduced to one connection of Socket Mode. */
export interface SocketApp {
  /** All that came, oldest first. */
  received: Json[];
  /** What came of this type, once it has. */
  next(type: string, nth?: number): Promise<Json>;
  /** Answers the envelope, with this payload where there is one. */
  acknowledge(envelope: Json, payload?: Json): void;
  socket: WebSocket;
  /** The code of the close frame; 1006 where none came. */
  closed: Promise<number>;
}

export interface SocketAppOptions {
  url?: string;
  /** Whether every envelope is acknowledged as it comes. */
  acknowledges?: boolean;
  /** Whether it answers pings. */
  autoPong?: boolean;
}

/** What `apps.connections.open` answers to this token. */
export async function openConnection(local: LocalSlack, token = local.appToken): Promise<Json> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${local.apiUrl}apps.connections.open`, { method: 'POST', headers });
  return (await response.json()) as Json;
}

/** Connects, and waits for the first message. Rejects where it is not let in. */
export async function connectApp(
  local: LocalSlack,
  { url, acknowledges = false, autoPong = true }: SocketAppOptions = {},
): Promise<SocketApp> {
  const socket = new WebSocket(url ?? String((await openConnection(local)).url), { autoPong });
  const received: Json[] = [];
  const acknowledge = ({ envelope_id }: Json, payload?: Json) =>
    socket.send(JSON.stringify({ envelope_id, ...(payload && { payload }) }));
  socket.on('message', (data) => {
    const message: Json = JSON.parse(String(data));
    received.push(message);
    if (acknowledges && message.envelope_id) acknowledge(message);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const ofType = (type: string) => received.filter((one) => one.type === type);
  await once(socket, 'message');
  return {
    received,
    next: async (type, nth = 1) => {
      await until(() => ofType(type).length >= nth);
      return ofType(type)[nth - 1] ?? {};
    },
    acknowledge,
    socket,
    closed,
  };
}
