import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { createHttpIngress, type HttpIngressOptions } from '../../src/ingress/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Incoming } from '../../src/slack/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';
import { LIMITS } from './limits.js';
import { JSON_TYPE, SECRET, signed } from './signed.js';

/** The public listener with a stub behind it, which remembers what it accepts and answers at once. */
export interface BareListener {
  port: number;
  accepted: (Incoming & { retryNum: number | undefined })[];
  records: TrafficEntry[];
  logged(): string;
  countConnections(): Promise<number>;
  close(): Promise<void>;
}

export async function openListener(options: Partial<HttpIngressOptions> = {}): Promise<BareListener> {
  const accepted: BareListener['accepted'] = [];
  const records: TrafficEntry[] = [];
  const lines: string[] = [];
  const listener = createHttpIngress({
    ...LIMITS,
    signingSecrets: [SECRET],
    async accept(incoming, { retryNum }) {
      accepted.push({ ...incoming, retryNum });
      return { answer: Buffer.alloc(0), envelopeId: '1', outcome: 'ok' };
    },
    record: (entry) => void records.push(entry),
    log: createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    bodyLimitBytes: 1024 * 1024,
    requestTimeoutMs: 10_000,
    ...options,
  });
  await listener.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: (listener.server.address() as AddressInfo).port,
    accepted,
    records,
    logged: () => lines.join(''),
    countConnections: promisify(listener.server.getConnections.bind(listener.server)),
    close: () => listener.close(),
  };
}

/** A connection on which a test writes bytes itself. */
export interface Line {
  socket: Socket;
  /** All bytes that have arrived so far, as text. */
  heard(): string;
  /** The statuses of all answers that have arrived so far. */
  statuses(): number[];
  /** Resolves once the other side has closed it, with everything that arrived. */
  closed: Promise<string>;
}

export async function openLine(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => void chunks.push(chunk));
  socket.on('error', () => socket.destroy());
  const heard = () => Buffer.concat(chunks).toString();
  const closed = once(socket, 'close').then(heard);
  await once(socket, 'connect');
  return {
    socket,
    heard,
    statuses: () => [...heard().matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)),
    closed,
  };
}

export interface RequestText {
  method?: string;
  target?: string;
  /** If given, they replace the headers of a signed request. */
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Returns the bytes of a request. Slack signed it just now, unless its headers are given. */
export function requestText({ method = 'POST', target = '/slack/events', body = '', headers }: RequestText) {
  const given = headers ?? signed(body, JSON_TYPE);
  const lines = Object.entries({ 'content-length': `${Buffer.byteLength(body)}`, ...given });
  const head = [
    `${method} ${target} HTTP/1.1`,
    'host: h',
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

/** Returns the body of an event with this id. */
export function eventBody(id: number | string): string {
  return JSON.stringify({ type: 'event_callback', event_id: `Ev${id}`, event: { type: 'app_mention' } });
}
