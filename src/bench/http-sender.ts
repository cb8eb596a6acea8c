import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Sender } from './sender.js';

/** The number of connections opened before the first event, so that no event waits for a handshake. */
const FIRST_CONNECTIONS = 32;
/** The maximum number of connections. While all are busy, an event waits for a free one. */
const MOST_CONNECTIONS = 256;

interface Connection {
  socket: Socket;
  /** The event whose answer it waits for. */
  busyWith: number | undefined;
  /** The part of the answer received so far. */
  answer: string;
}

/** Sends over HTTP/1.1 with kept-alive connections, one event at a time on each. */
export async function openHttpSender(
  port: number,
  onAnswer: (event: number, isAcknowledged: boolean) => void,
): Promise<Sender> {
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  const waiting: { event: number; bytes: Buffer }[] = [];

  function open(): Connection {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const connection: Connection = { socket, busyWith: undefined, answer: '' };
    all.add(connection);
    socket.on('data', (chunk) => read(connection, chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => drop(connection));
    return connection;
  }

  function drop(connection: Connection): void {
    all.delete(connection);
    const place = idle.indexOf(connection);
    if (place >= 0) idle.splice(place, 1);
    finish(connection, false);
  }

  function read(connection: Connection, chunk: Buffer): void {
    connection.answer += chunk.toString('latin1');
    const status = statusOf(connection.answer);
    // The server closes an unused connection with a 408. Nothing may be sent on it then.
    if (status === undefined || connection.busyWith === undefined) return;
    finish(connection, status === 200);
    const next = waiting.shift();
    if (next) write(connection, next.event, next.bytes);
    else idle.push(connection);
  }

  function finish(connection: Connection, isAcknowledged: boolean): void {
    const event = connection.busyWith;
    connection.busyWith = undefined;
    connection.answer = '';
    if (event !== undefined) onAnswer(event, isAcknowledged);
  }

  function write(connection: Connection, event: number, bytes: Buffer): void {
    connection.busyWith = event;
    connection.socket.write(bytes);
  }

  const first = Array.from({ length: FIRST_CONNECTIONS }, open);
  await Promise.all(first.map(({ socket }) => once(socket, 'connect')));
  idle.push(...first);

  return {
    send(event, bytes) {
      const connection = idle.pop() ?? (all.size < MOST_CONNECTIONS ? open() : undefined);
      if (connection) write(connection, event, bytes);
      else waiting.push({ event, bytes });
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

/** The status of a complete answer; undefined while it is incomplete. */
function statusOf(answer: string): number | undefined {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = answer.slice(0, headEnd);
  const length = head.match(/content-length: *(\d+)/i)?.[1];
  const isWhole =
    length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= headEnd + 4 + Number(length);
  return isWhole ? Number(head.slice(9, 12)) : undefined;
}
