import { buffer, text } from 'node:stream/consumers';
import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { bodyOf, createTimeLimit, HavocError, type Json, networkCauseOf } from '../base/index.js';
import { parseObject } from './body.js';
import type { SlackAnswer, SlackCall, SlackRequest } from './call.js';
import { checkMethodName } from './method-name.js';
import { rateLimited } from './rate-limited.js';
import { toForm } from './to-form.js';

export interface SlackCallOptions {
  /** The URL of the Web API. The default is Slack's own. */
  apiUrl?: string;
  /** How long one call may take. The default is 30 seconds. */
  timeoutMs?: number;
  /** The function that sends requests. The default is Node.js's own `fetch`. */
  fetch?: typeof globalThis.fetch;
}

/** The data of one call that WebClient does not pass between the caller and `fetch`. */
interface Exchange {
  signal: AbortSignal;
  token?: string | undefined;
  /** Slack's answer. Set once the answer has arrived, if it is a JSON object. */
  body?: Json;
  /** The error that `fetch` threw. WebClient may keep only its message. */
  failure?: unknown;
}

/** The exchange of an idle lane. Its signal is aborted, so that a stray request fails. */
const IDLE_EXCHANGE: Exchange = { signal: AbortSignal.abort() };

/** The most idle clients that are kept. Creating a WebClient takes 0.1 ms, and keeping one takes 30 KB. */
const MOST_IDLE = 50;

/**
 * A WebClient that serves one call at a time. WebClient passes only its own signal to `fetch`. It also puts the token
 * of a call into both the form and the header, while Slack's own apps send only the header. Therefore the lane hands
 * the signal and the token to `fetch` itself. AsyncLocalStorage could distinguish concurrent calls instead, but it
 * slows down every promise of the process on Node 20.
 */
interface Lane {
  client: WebClient;
  exchange: Exchange;
}

/**
 * Creates a SlackCall that uses `@slack/web-api`. Turns off the defaults that are dangerous in a server: retries, the
 * queue, and absolute URLs in place of a method name.
 */
export function createSlackCall({
  apiUrl,
  timeoutMs = 30_000,
  fetch = globalThis.fetch,
}: SlackCallOptions = {}): SlackCall {
  const idle: Lane[] = [];

  function createLane(exchange: Exchange): Lane {
    const lane: Lane = {
      exchange,
      client: new WebClient(undefined, {
        ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
        allowAbsoluteUrls: false,
        rejectRateLimitedCalls: true,
        retryConfig: { retries: 0 },
        timeout: 0,
        logLevel: LogLevel.ERROR,
        async fetch(url, init) {
          const current = lane.exchange;
          const token = current.token !== undefined && { Authorization: `Bearer ${current.token}` };
          const headers = { ...init?.headers, ...token };
          const response = await fetch(url, { ...init, headers, signal: current.signal }).catch(
            (failure: unknown) => {
              current.failure = failure;
              throw failure;
            },
          );
          return read(response, current);
        },
      }),
    };
    return lane;
  }

  return async function call({ method, token, args, signal }: SlackRequest): Promise<SlackAnswer> {
    checkMethodName(method);
    const form = toForm(method, args);
    const limit = createTimeLimit(timeoutMs, signal);
    const exchange: Exchange = { signal: limit.signal, token };
    const lane = idle.pop() ?? createLane(exchange);
    lane.exchange = exchange;
    try {
      const result = await lane.client.apiCall(method, form);
      return { ok: true, status: 200, body: exchange.body ?? { ...result } };
    } catch (thrown) {
      return answerOf(thrown, method, { signal, body: exchange.body, failure: exchange.failure });
    } finally {
      limit.end();
      lane.exchange = IDLE_EXCHANGE;
      if (idle.length < MOST_IDLE) idle.push(lane);
    }
  };
}

/**
 * Reads Slack's answer and passes only `ok` and `error` on to WebClient. WebClient would walk through the whole answer and
 * change it. It fails if a warning is null or if a value is nested some thousand levels deep.
 */
async function read(response: Response, exchange: Exchange): Promise<Response> {
  const { status, headers } = response;
  const body = bodyOf(response, exchange.signal);
  if (headers.get('content-type') === 'application/gzip') {
    return new Response(await buffer(body), { status, headers });
  }
  const said = await text(body);
  if (status === 429) return limited(headers);
  if (status !== 200) return new Response(undefined, { status });
  try {
    exchange.body = parseObject(said, 'The answer');
  } catch {
    return new Response(said);
  }
  const { ok, error } = exchange.body;
  return Response.json({ ok: Boolean(ok), error: typeof error === 'string' ? error : undefined });
}

/** Passes on a 429. Adds a `retry-after` of 1 if a proxy has removed the header, since WebClient throws without it. */
function limited(headers: Headers): Response {
  const told = headers.get('retry-after') ?? '';
  return new Response(undefined, {
    status: 429,
    headers: { 'retry-after': /^\d+/.test(told) ? told : '1' },
  });
}

/** Slack's errors are words such as `channel_not_found`. WebClient reports an answer that is not JSON as the error. */
const SLACK_ERROR = /^[\w.:-]{1,200}$/;

function answerOf(
  thrown: unknown,
  method: string,
  { signal, body, failure }: Pick<Exchange, 'body' | 'failure'> & { signal: AbortSignal | undefined },
): SlackAnswer {
  if (thrown instanceof WebAPIPlatformError && SLACK_ERROR.test(thrown.data.error ?? 'unknown_error')) {
    return { ok: false, error: thrown.data.error, status: 200, body: body ?? { ...thrown.data } };
  }
  if (thrown instanceof WebAPIRateLimitedError) {
    return rateLimited(thrown.retryAfter * 1000);
  }
  if (signal?.aborted) {
    throw new HavocError({
      kind: 'cancelled',
      code: 'slack.cancelled',
      message: `The call of ${method} was cancelled.`,
      cause: thrown,
    });
  }
  if (thrown instanceof WebAPIHTTPError) {
    throw unavailable(
      'slack.bad_answer',
      `Slack answered ${method} with HTTP ${thrown.statusCode}. Try again later.`,
      thrown,
    );
  }
  if (thrown instanceof WebAPIRequestError) {
    throw unavailable(
      'slack.unreachable',
      `Slack did not answer ${method}: ${networkCauseOf(failure ?? thrown.original)}.`,
      thrown,
    );
  }
  throw unavailable(
    'slack.bad_answer',
    `Slack's answer to ${method} is not valid JSON. Try again later.`,
    thrown,
  );
}

function unavailable(code: string, message: string, cause: unknown): HavocError {
  return new HavocError({ kind: 'unavailable', code, message, cause });
}
