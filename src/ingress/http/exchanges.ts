import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { isSslCheckText } from '../../slack/index.js';
import type { TrafficEntry } from '../../traffic/index.js';
import { entryOf } from '../entry.js';
import type { OAuthPages } from '../oauth/oauth-pages.js';
import { type PageName, pageRequestOf } from '../oauth/page-request.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { readBody } from './read-body.js';
import { type Answer, type Receive, refused } from './receive.js';
import { type Refusal, refusalFor, timedOut, wrongExpectation } from './refusals.js';
import { type Screened, screen } from './screen.js';
import type { Unproved } from './unproved.js';

/** The paths that Slack may be configured with. Each accepts every kind of request, so one URL is enough. */
const PATHS = ['/slack', '/slack/events', '/slack/interactions', '/slack/commands', '/slack/options'];
/** The pages with which people install the app. */
const PAGES: ReadonlyMap<string, PageName> = new Map([
  ['/slack/install', 'install'],
  ['/slack/oauth_redirect', 'redirect'],
]);
const NO_PAGES: typeof PAGES = new Map();

export interface ExchangesOptions {
  connections: Connections;
  unproved: Unproved;
  receive: Receive;
  /** Present if OAuth is configured. */
  oauth?: OAuthPages;
  record: (entry: TrafficEntry) => void;
  bodyLimitBytes: number;
  now: () => Date;
  isClosing: () => boolean;
}

/** Answers requests. */
export interface Exchanges {
  /** @param askForBody called when the body is wanted, for a client that waits for `100 Continue` */
  take(request: IncomingMessage, response: ServerResponse, askForBody?: () => void): void;
  /** Refuses a request whose `Expect` header this listener does not support. */
  refuseExpectation(request: IncomingMessage, response: ServerResponse): void;
  /** Refuses bytes that are not an HTTP request, or a head that did not arrive in time. */
  refuseUnreadable(refusal: Refusal, socket: Socket): void;
}

/** A request and what its answer needs. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  connection: Connection;
  at: Date;
  startedMs: number;
}

/** The answer to Slack's certificate check. Anyone may send that as often as they like, so it leaves no record. */
const CHECKED: Answer = { status: 200, body: '', outcome: undefined };

/**
 * Takes each request from its head to its answer. A request that is not verified as Slack's is refused with its own
 * status and code, is recorded without its body, and closes its connection.
 */
export function createExchanges(options: ExchangesOptions): Exchanges {
  const { connections, unproved, receive, oauth, record, bodyLimitBytes, now, isClosing } = options;
  const pages = oauth ? PAGES : NO_PAGES;

  /** Starts an exchange. Returns undefined if an earlier request on the same connection was refused. */
  function begin(request: IncomingMessage, response: ServerResponse): Exchange | undefined {
    const connection = connections.of(request.socket);
    if (!connection || connection.phase === 'leaving') return undefined;
    connection.begin(request);
    response.once('close', () => connection.finish(request));
    return { request, response, connection, at: now(), startedMs: performance.now() };
  }

  /** Takes a request. If its head is enough to refuse it, refuses it at once, so that the parser gets no more bytes. */
  function take(request: IncomingMessage, response: ServerResponse, askForBody = () => {}): void {
    const exchange = begin(request, response);
    if (!exchange) return;
    const screened = screen(request, { paths: PATHS, pages, bodyLimitBytes, now: exchange.at });
    if (screened.verdict === 'refused') respond(exchange, refused(screened.refusal));
    else if (screened.verdict === 'ssl_check') respond(exchange, CHECKED);
    else if (screened.verdict === 'page') {
      // The pages limit their own time.
      exchange.connection.readingUntil(() => {});
      const asked = pageRequestOf(request, screened.page, screened.query);
      void oauth?.answer(asked).then((answer) => respond(exchange, answer));
    } else {
      askForBody();
      void judge(exchange, screened).then((answer) => respond(exchange, answer));
    }
  }

  /** Reads the body, and decides whether it is Slack's. Never rejects. */
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
    const { status, body, contentType, headers = {}, setCookies, outcome } = answer;
    const isRefused = status >= 400 && status < 500;
    if (outcome !== undefined) {
      record({ ...recordOf(request, { ...answer, outcome }), at, tookMs: performance.now() - startedMs });
    }
    // An unverified or refused request ends its connection. While the listener closes, a connection that is kept
    // alive would delay the end until Slack closes it. After a 5xx to a verified request, the connection stays open,
    // so that Slack can send the request again on it.
    if (!isProved || isRefused || isClosing()) {
      response.setHeader('connection', 'close');
      connection.leave();
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (setCookies) response.setHeader('set-cookie', setCookies);
    if (contentType && body.length > 0) response.setHeader('content-type', contentType);
    response.statusCode = status;
    response.end(body);
  }

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
    if (connection.unanswered() > 0 || connection.isJudging()) {
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
    take,
    refuseExpectation(request, response) {
      const exchange = begin(request, response);
      if (exchange) respond(exchange, refused(wrongExpectation()));
    },
    refuseUnreadable,
  };
}

function recordOf(
  request: IncomingMessage,
  answer: Answer & { outcome: string },
): Omit<TrafficEntry, 'at' | 'tookMs'> {
  const { status, outcome, incoming, envelopeId, retryNum } = answer;
  const entry = { direction: 'in' as const, status, outcome, retry_num: retryNum };
  const { name = request.url?.split('?', 1)[0] ?? '', teamId } = answer;
  if (!incoming) return { ...entry, name, team_id: teamId };
  return { ...entry, ...entryOf(incoming, envelopeId, outcome), response: answer.body };
}
