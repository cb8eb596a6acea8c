import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { LocalSlack } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { until } from '../../support/until.js';

/** A minimal app with one Socket Mode connection. */
export interface SocketApp {
  /** All received messages, oldest first. */
  received: Json[];
  /** Resolves with the nth message of this type, once it has arrived. */
  next(type: string, nth?: number): Promise<Json>;
  /** Acknowledges the envelope, with a payload if one is given. */
  acknowledge(envelope: Json, payload?: Json): void;
  socket: WebSocket;
  /** Resolves with the code of the close frame, or 1006 if none came. */
  closed: Promise<number>;
}

export interface SocketAppOptions {
  url?: string;
  /** True to acknowledge every envelope at once. */
  acknowledges?: boolean;
  /** True to answer pings. */
  autoPong?: boolean;
}

/** Calls `apps.connections.open` with this token, and returns the answer. */
export async function openConnection(local: LocalSlack, token = local.appToken): Promise<Json> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${local.apiUrl}apps.connections.open`, { method: 'POST', headers });
  return (await response.json()) as Json;
}

/** Connects and waits for the first message. Rejects if the connection is refused. */
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
