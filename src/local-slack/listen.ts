import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HavocError } from '../base/index.js';

/** A server that listens, with its URL, without a slash at the end. */
export interface Listening {
  listener: Server;
  url: string;
  /** Handles requests from now on. Earlier ones are answered with status 503. */
  serve(handler: RequestListener): Server;
}

const notReady: RequestListener = (_request, response) => {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' });
  response.end('The local Slack is starting.');
};

/**
 * Listens on the port; 0 chooses a free one.
 *
 * @throws HavocError `local_slack.port_taken` or `local_slack.cannot_listen` (failed_precondition)
 */
export function listen(port: number, host: string): Promise<Listening> {
  const http = createServer(notReady);
  const serve = (handler: RequestListener) => http.off('request', notReady).on('request', handler);
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        new HavocError({
          kind: 'failed_precondition',
          code: taken ? 'local_slack.port_taken' : 'local_slack.cannot_listen',
          message: taken
            ? `Port ${port} is in use. Stop the program that listens there, or choose another port for the local Slack.`
            : `The local Slack cannot listen on ${host}:${port}: ${cause.message}. Choose another host or port.`,
          cause,
        }),
      );
    });
    http.listen(port, host, () => {
      const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      const name = reachable.includes(':') ? `[${reachable}]` : reachable;
      resolve({ listener: http, serve, url: `http://${name}:${(http.address() as AddressInfo).port}` });
    });
  });
}

/** Stops listening, and cuts all connections. */
export function closeServer(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
