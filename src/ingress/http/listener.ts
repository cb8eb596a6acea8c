import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { SLACK_WAITS_MS } from '../../slack/index.js';
import type { TrafficEntry } from '../../traffic/index.js';
import { entryOf } from '../entry.js';
import { type Answer, createReceive, type ReceiveOptions } from './receive.js';
import {
  malformedPath,
  noSuchPath,
  type Refusal,
  refusalFor,
  refusalForUnreadable,
  wrongMethod,
} from './refusals.js';

/** The paths that Slack may be pointed at. Each takes everything, so that one URL is enough. */
const PATHS = ['/slack', '/slack/events', '/slack/interactions', '/slack/commands', '/slack/options'];

declare module 'fastify' {
  interface FastifyRequest {
    /** Absent where fastify itself refused the request. */
    arrival?: { at: Date; startedMs: number };
  }
}

export interface HttpIngressOptions extends Omit<ReceiveOptions, 'now'> {
  record: (entry: TrafficEntry) => void;
  bodyLimitBytes: number;
  /** How long a request may take to arrive whole. */
  requestTimeoutMs: number;
  now?: () => Date;
}

/**
 * The public listener, not yet listening. Whatever is not proved to come from Slack is refused with its own
 * status and code, and leaves a record without its body.
 */
export function createHttpIngress(options: HttpIngressOptions): FastifyInstance {
  const { record, bodyLimitBytes, requestTimeoutMs, now = () => new Date() } = options;
  const receive = createReceive({ ...options, now });

  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: refuseUnreadable,
    // A path that cannot be decoded has no route, so no hook has seen the request.
    frameworkErrors: (_failure, request, reply) => respond(request, reply, refused(malformedPath())),
    forceCloseConnections: 'idle',
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  let closing = false;
  let impatience: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    closing = true;
    // What is still open then is silent or slow, and Node's own time limits end with the listening.
    impatience = setTimeout(() => app.server.closeAllConnections(), SLACK_WAITS_MS);
  });
  app.addHook('onClose', async () => clearTimeout(impatience));
  app.decorateRequest('arrival');
  app.addHook('onRequest', (request, _reply, done) => {
    request.arrival = arrivalAt();
    done();
  });

  for (const url of PATHS) {
    app.post(url, async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      return respond(request, reply, await receive(request.raw, rawBody));
    });
    app.get<{ Querystring: { ssl_check?: string } }>(url, (request, reply) => {
      const isCheck = request.query.ssl_check === '1';
      return respond(
        request,
        reply,
        isCheck ? { status: 200, body: '', outcome: 'ok' } : refused(wrongMethod('GET')),
      );
    });
    app.route({
      method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      handler: (request, reply) => respond(request, reply, refused(wrongMethod(request.method))),
    });
  }
  app.setNotFoundHandler((request, reply) => respond(request, reply, refused(noSuchPath())));
  app.setErrorHandler((failure, request, reply) => respond(request, reply, refused(refusalFor(failure))));
  return app;

  function arrivalAt(): { at: Date; startedMs: number } {
    return { at: now(), startedMs: performance.now() };
  }

  function respond(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
    const { at, startedMs } = request.arrival ?? arrivalAt();
    record({ ...recordOf(request, answer), at, tookMs: performance.now() - startedMs });
    // Kept alive, the connection would hold up the end until Slack lets go of it.
    if (closing) reply.header('connection', 'close');
    if (answer.status === 405) reply.header('allow', 'POST');
    if (answer.contentType && answer.body.length > 0) reply.type(answer.contentType);
    return reply.code(answer.status).send(answer.body);
  }

  /** Not even HTTP, or not in time: fastify never sees it as a request. */
  function refuseUnreadable(failure: NodeJS.ErrnoException, socket: Socket): void {
    const { status, body, code } = refusalForUnreadable(failure);
    record({
      at: now(),
      direction: 'in',
      name: 'unreadable',
      status,
      outcome: `refused: ${code}`,
      tookMs: 0,
    });
    if (!socket.writable) return void socket.destroy();
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
    // Ended alone, it would stay for as long as the other side does: no time limit sees it any more.
    socket.destroySoon();
  }
}

function refused({ status, body, code }: Refusal): Answer {
  return { status, body, contentType: 'application/json', outcome: `refused: ${code}` };
}

function recordOf(request: FastifyRequest, answer: Answer): Omit<TrafficEntry, 'at' | 'tookMs'> {
  const { status, outcome, incoming, envelopeId, retryNum } = answer;
  const entry = { direction: 'in' as const, status, outcome, retry_num: retryNum };
  if (!incoming) return { ...entry, name: request.url.split('?', 1)[0] ?? request.url };
  return { ...entry, ...entryOf(incoming, envelopeId, outcome), response: answer.body };
}
