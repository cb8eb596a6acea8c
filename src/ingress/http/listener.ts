import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { SLACK_WAITS_MS } from '../../slack/index.js';
import type { TrafficEntry } from '../../traffic/index.js';
import type { OAuthPages } from '../oauth/oauth-pages.js';
import { bind } from './bind.js';
import { createConnections } from './connections.js';
import { createExchanges } from './exchanges.js';
import { createReceive, type ReceiveOptions } from './receive.js';
import { refusalFor, refusalForUnreadable, timedOut } from './refusals.js';
import { createUnproved } from './unproved.js';

export interface HttpIngressOptions extends Omit<ReceiveOptions, 'now'> {
  /** The pages with which people install the app. Without them, their paths do not exist. */
  oauth?: OAuthPages;
  record: (entry: TrafficEntry) => void;
  bodyLimitBytes: number;
  /** How long a request may take from its first byte to its last. */
  requestTimeoutMs: number;
  /** How long a connection may stay open before its first request. */
  silentMs: number;
  /** How long a connection that carried a request from Slack stays open for the next one. */
  keepAliveMs: number;
  /** The most connections that are open at one time. */
  mostConnections: number;
  /** The most bytes that the bodies of all requests with an unverified signature may take together. */
  mostUnprovedBytes: number;
  /** Called for each connection that is closed to make room for another one. */
  onEvicted?: () => void;
  now?: () => Date;
}

/** The public listener. */
export interface HttpIngress {
  readonly server: Server;
  listen(where: { host: string; port: number }): Promise<void>;
  /** Stops accepting connections, and waits for the requests and installations that are under way. */
  close(): Promise<void>;
}

/** Creates the public listener, which does not listen yet. */
export function createHttpIngress(options: HttpIngressOptions): HttpIngress {
  const { log, keepAliveMs, now = () => new Date() } = options;
  let isClosing = false;
  const unproved = createUnproved({
    mostBytes: options.mostUnprovedBytes,
    onBusy(isBusy) {
      if (isBusy)
        log.warn(
          'unverified requests use up HAVOC_HTTP_UNPROVED_BYTES: havoc refuses the largest and oldest',
        );
      else log.info('unverified requests use less memory again');
    },
  });
  const connections = createConnections({
    most: options.mostConnections,
    silentMs: options.silentMs,
    requestTimeoutMs: options.requestTimeoutMs,
    onTimeout: ({ socket }) => exchanges.refuseUnreadable(refusalFor(timedOut()), socket),
    onEvicted: options.onEvicted,
    onCrowded(isCrowded) {
      if (isCrowded)
        log.warn('the listener has reached its connection limit: it closes connections to make room');
      else log.info('the listener has room for connections again');
    },
  });
  const exchanges = createExchanges({
    ...options,
    connections,
    unproved,
    receive: createReceive({ ...options, now }),
    now,
    isClosing: () => isClosing,
  });

  function openServer(): Server {
    // Node.js counts its timeouts from the opening of a connection; `connections` counts them from the first byte.
    const opened = createServer({ headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: keepAliveMs });
    opened.on('connection', connections.add);
    opened.on('request', (request, response) => exchanges.take(request, response));
    opened.on('checkContinue', (request, response) => {
      exchanges.take(request, response, () => response.writeContinue());
    });
    opened.on('checkExpectation', exchanges.refuseExpectation);
    opened.on('clientError', (failure: NodeJS.ErrnoException, socket: Socket) => {
      if (failure.code === 'ECONNRESET') socket.destroy();
      else exchanges.refuseUnreadable(refusalForUnreadable(failure), socket);
    });
    return opened;
  }

  const server = openServer();
  const servers = [server];
  return {
    server,
    async listen(where) {
      await bind(where, () => {
        const next = server.listening ? openServer() : server;
        if (next !== server) servers.push(next);
        return next;
      });
    },
    async close() {
      isClosing = true;
      const closed = Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
      connections.closeIdle();
      // A connection that is still open after this time is silent or slow.
      const impatience = setTimeout(() => {
        for (const one of servers) one.closeAllConnections();
      }, SLACK_WAITS_MS);
      await closed;
      clearTimeout(impatience);
      connections.stop();
      await options.oauth?.idle();
    },
  };
}
