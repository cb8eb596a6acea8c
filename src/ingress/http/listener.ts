import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { isSslCheckText, SLACK_WAITS_MS } from '../../slack/index.js';
import type { TrafficEntry } from '../../traffic/index.js';
import { entryOf } from '../entry.js';
import type { Connection } from './connection.js';
import { createConnections } from './connections.js';
import { readBody } from './read-body.js';
import { type Answer, createReceive, type ReceiveOptions, refused } from './receive.js';
import { type Refusal, refusalFor, refusalForUnreadable, timedOut, wrongExpectation } from './refusals.js';
import { type Screened, screen } from './screen.js';
import { createUnproved } from './unproved.js';

/** The paths that Slack may be pointed at. Each takes everything, so that one URL is enough. */
const PATHS = ['/slack', '/slack/events', '/slack/interactions', '/slack/commands', '/slack/options'];

export interface HttpIngressOptions extends Omit<ReceiveOptions, 'now'> {
  record: (entry: TrafficEntry) => void;
  bodyLimitBytes: number;
  /** How long a request may take from its first byte until it is whole. */
  requestTimeoutMs: number;
  /** How long a connection may stay open before its first request. */
  silentMs?: number;
  /** How long a connection that brought a request of Slack's is kept for the next one. */
  keepAliveMs?: number;
  /** The most connections that are open at one time. */
  mostConnections?: number;
  /** The most bytes that the bodies of all requests take whose signature is not proved yet. */
  mostUnprovedBytes?: number;
  now?: () => Date;
}

/** The public listener. */
export interface HttpIngress {
  readonly server: Server;
  listen(where: { host: string; port: number }): Promise<void>;
  /** Takes no more connections, and waits for the requests that are under way. */
  close(): Promise<void>;
}

/** A request and what its answer needs. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  connection: Connection;
  at: Date;
  startedMs: number;
}

/** Anybody may ask as often as they like, so it leaves no record. */
const CHECKED: Answer = { status: 200, body: '', outcome: undefined };

/**
 * Creates the public listener, which does not listen yet. A request that is not proved to come from Slack is refused
 * with a status and a code of its own, leaves a record without its body, and closes its connection.
 */
export function createHttpIngress(options: HttpIngressOptions): HttpIngress {
  const { record, log, bodyLimitBytes, requestTimeoutMs, now = () => new Date() } = options;
  const { silentMs = 30_000, keepAliveMs = 72_000, mostConnections = 1_000 } = options;
  const { mostUnprovedBytes = 32 * 1024 * 1024 } = options;
  const receive = createReceive({ ...options, now });
  const unproved = createUnproved({
    mostBytes: mostUnprovedBytes,
    onBusy(isBusy) {
      if (isBusy) log.warn('unproved requests take all the memory that they may: the heaviest are refused');
      else log.info('unproved requests take less memory again');
    },
  });
  const connections = createConnections({
    most: mostConnections,
    silentMs,
    requestTimeoutMs,
    onTimeout: ({ socket }) => refuseUnreadable(refusalFor(timedOut()), socket),
    onCrowded(isCrowded) {
      if (isCrowded) log.warn('the listener has as many connections as it may: the oldest are closed');
      else log.info('the listener has room for connections again');
    },
  });
  // Node.js counts its own times from when a connection is opened; `connections` counts them from the first byte.
  const server = createServer({ headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: keepAliveMs });
  let isClosing = false;
  server.on('connection', connections.add);
  server.on('request', (request, response) => onRequest(request, response));
  server.on('checkContinue', (request, response) => {
    onRequest(request, response, () => response.writeContinue());
  });
  server.on('checkExpectation', (request, response) => {
    const exchange = begin(request, response);
    if (exchange) respond(exchange, refused(wrongExpectation()));
  });
  server.on('clientError', (failure: NodeJS.ErrnoException, socket: Socket) => {
    if (failure.code === 'ECONNRESET') socket.destroy();
    else refuseUnreadable(refusalForUnreadable(failure), socket);
  });

  /** Undefined for what stands behind a refused request on the same connection. */
  function begin(request: IncomingMessage, response: ServerResponse): Exchange | undefined {
    const connection = connections.of(request.socket);
    if (!connection || connection.phase === 'leaving') return undefined;
    connection.begin(request);
    response.once('close', () => connection.finish(request));
    return { request, response, connection, at: now(), startedMs: performance.now() };
  }

  /** What is refused by its head is refused at once, so that the parser is fed no further. */
  function onRequest(request: IncomingMessage, response: ServerResponse, askForBody = () => {}): void {
    const exchange = begin(request, response);
    if (!exchange) return;
    const screened = screen(request, { paths: PATHS, bodyLimitBytes, now: exchange.at });
    if (screened.verdict === 'refused') respond(exchange, refused(screened.refusal));
    else if (screened.verdict === 'ssl_check') respond(exchange, CHECKED);
    else {
      askForBody();
      void judge(exchange, screened).then((answer) => respond(exchange, answer));
    }
  }

  /** Reads the body, and finds out whether it is Slack's. Never rejects. */
  async function judge(
    { request, connection }: Exchange,
    screened: Screened & { verdict: 'signed' | 'unsigned' },
  ): Promise<Answer> {
    const reading = readBody({ request, limitBytes: screened.limitBytes, unproved });
    connection.readingUntil(() => reading.fail(timedOut()));
    try {
      const rawBody = await reading.body;
      if (screened.verdict === 'unsigned') {
        return isSslCheckText(rawBody.toString()) ? CHECKED : refused(screened.refusal);
      }
      return await receive({ ...screened, rawBody, onProved });
    } catch (thrown) {
      const refusal = refusalFor(thrown);
      const isNoCheck = screened.verdict === 'unsigned' && refusal.code === 'body.too_large';
      return refused(isNoCheck ? screened.refusal : refusal);
    } finally {
      reading.release();
    }

    function onProved(): void {
      reading.release();
      connection.trust(request);
    }
  }

  function respond({ request, response, connection, at, startedMs }: Exchange, answer: Answer): void {
    const isProved = connection.isAnswering(request);
    if (!isProved && connection.phase === 'leaving') return;
    const { status, body, contentType, outcome } = answer;
    if (outcome !== undefined) {
      record({ ...recordOf(request, { ...answer, outcome }), at, tookMs: performance.now() - startedMs });
    }
    // Kept alive, the connection would also hold up the end until Slack lets go of it.
    if (!isProved || isClosing) {
      response.setHeader('connection', 'close');
      connection.leave();
    }
    if (status === 405) response.setHeader('allow', 'POST');
    if (contentType && body.length > 0) response.setHeader('content-type', contentType);
    response.statusCode = status;
    response.end(body);
  }

  /** Bytes that are no request, or no whole head of one in time. */
  function refuseUnreadable({ status, body, code }: Refusal, socket: Socket): void {
    const connection = connections.of(socket);
    if (!connection || connection.phase === 'leaving' || !socket.writable) return void socket.destroy();
    record({
      at: now(),
      direction: 'in',
      name: 'unreadable',
      status,
      outcome: `refused: ${code}`,
      tookMs: 0,
    });
    if (connection.unanswered() > 0) {
      connection.leaveAnswered();
      return;
    }
    connection.leave();
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
    connection.linger();
  }

  return {
    server,
    async listen(where) {
      server.listen(where);
      await once(server, 'listening');
    },
    async close() {
      isClosing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      connections.closeIdle();
      // What is still open after this time is silent or slow.
      const impatience = setTimeout(() => server.closeAllConnections(), SLACK_WAITS_MS);
      await closed;
      clearTimeout(impatience);
      connections.stop();
    },
  };
}

function recordOf(
  request: IncomingMessage,
  answer: Answer & { outcome: string },
): Omit<TrafficEntry, 'at' | 'tookMs'> {
  const { status, outcome, incoming, envelopeId, retryNum } = answer;
  const entry = { direction: 'in' as const, status, outcome, retry_num: retryNum };
  if (!incoming) return { ...entry, name: request.url?.split('?', 1)[0] ?? '' };
  return { ...entry, ...entryOf(incoming, envelopeId, outcome), response: answer.body };
}
