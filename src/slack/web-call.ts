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
import { toForm } from './to-form.js';

export interface SlackCallOptions {
  /** Where Slack's Web API is; Slack's own where absent. */
  apiUrl?: string;
  /** How long one call may take. */
  timeoutMs?: number;
  /** How requests leave this machine; Node.js's own where absent. */
  fetch?: typeof globalThis.fetch;
}

/** What belongs to one call, beside what WebClient passes on. */
interface Exchange {
  signal: AbortSignal;
  token?: string | undefined;
  /** What Slack answered, once it has, and where it is a JSON object. */
  body?: Json;
  /** What fetch failed with; WebClient may keep no more than its text. */
  failure?: unknown;
}

/** Between two calls, nothing is to be sent. */
const NOBODYS: Exchange = { signal: AbortSignal.abort() };

/** Making a WebClient takes 0.1 ms, and keeping it 30 KB. */
const MOST_IDLE = 50;

/**
 * A client for one call at a time: a WebClient passes no signal but its own to fetch, and puts the token of a call
 * into the form too, where Slack's own apps have it in the header alone. So both reach fetch beside it; telling calls
 * apart by their asynchronous context would slow down every promise of the process on Node 20.
 */
interface Lane {
  client: WebClient;
  exchange: Exchange;
}

/**
 * A SlackCall over `@slack/web-api`, with the defaults that endanger a server closed: no retries and no
 * queue of its own, no absolute URLs in place of a method.
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
      lane.exchange = NOBODYS;
      if (idle.length < MOST_IDLE) idle.push(lane);
    }
  };
}

/**
 * Reads what Slack answered, and hands WebClient no more of it than whether it is an answer: WebClient walks through
 * it and writes into it, and fails where a warning is null, or where anything is nested some thousand deep.
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

/** A 429 of something on the way may not say how long; WebClient takes it for a defect then. */
function limited(headers: Headers): Response {
  const told = headers.get('retry-after') ?? '';
  return new Response(undefined, {
    status: 429,
    headers: { 'retry-after': /^\d+/.test(told) ? told : '1' },
  });
}

/** Slack's errors are words, as in `channel_not_found`; WebClient puts whole pages that are no JSON in their place. */
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
    const limited = { ok: false, error: 'ratelimited' };
    return { ...limited, status: 429, body: limited, retryAfterMs: thrown.retryAfter * 1000 };
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
      `Slack answered ${method} with HTTP ${thrown.statusCode}; try again later.`,
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
    `What Slack answered to ${method} could not be read; try again later.`,
    thrown,
  );
}

function unavailable(code: string, message: string, cause: unknown): HavocError {
  return new HavocError({ kind: 'unavailable', code, message, cause });
}
