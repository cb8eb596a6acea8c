import {
  type FetchFunction,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { HavocError } from '../base/index.js';
import { type JsonObject, parseObject } from './body.js';
import type { SlackAnswer, SlackCall, SlackRequest } from './call.js';
import { checkMethodName } from './method-name.js';

export interface SlackCallOptions {
  /** Where Slack's Web API is; Slack's own where absent. */
  apiUrl?: string;
  /** How requests leave the process; the platform's where absent. */
  fetch?: FetchFunction;
  /** How long one call may take. */
  timeoutMs?: number;
}

type Response = Awaited<ReturnType<FetchFunction>>;

/** What belongs to one call, beside what WebClient passes on. */
interface Exchange {
  signal?: AbortSignal | undefined;
  token?: string | undefined;
  /** What Slack answered, once it has, and where it is a JSON object. */
  body?: JsonObject;
}

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
  fetch = globalThis.fetch,
  timeoutMs = 30_000,
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
        timeout: timeoutMs,
        logLevel: LogLevel.ERROR,
        async fetch(url, init) {
          const current = lane.exchange;
          const signals = [init?.signal, current.signal].filter((signal) => signal !== undefined);
          const token = current.token !== undefined && { Authorization: `Bearer ${current.token}` };
          const headers = { ...init?.headers, ...token };
          const response = await fetch(url, { ...init, headers, signal: AbortSignal.any(signals) });
          return keepBody(withRetryAfter(response), current);
        },
      }),
    };
    return lane;
  }

  return async function call({ method, token, args, signal }: SlackRequest): Promise<SlackAnswer> {
    checkMethodName(method);
    const exchange: Exchange = { signal, token };
    const lane = idle.pop() ?? createLane(exchange);
    lane.exchange = exchange;
    try {
      const result = await lane.client.apiCall(method, args);
      return { ok: true, status: 200, body: exchange.body ?? { ...result } };
    } catch (thrown) {
      return answerOf(thrown, method, exchange);
    } finally {
      lane.exchange = {};
      if (idle.length < MOST_IDLE) idle.push(lane);
    }
  };
}

/** A 429 of something on the way may not say how long; WebClient takes it for a defect then. */
function withRetryAfter(response: Response): Response {
  if (response.status !== 429 || /^\d+/.test(response.headers.get('retry-after') ?? '')) return response;
  return new Response(null, { status: 429, headers: { 'retry-after': '1' } });
}

/**
 * Keeps Slack's answer from WebClient, but for whether it is one: WebClient walks through it and writes into it,
 * and fails where a warning is null, or where anything is nested some thousand deep.
 */
async function keepBody(response: Response, exchange: Exchange): Promise<Response> {
  if (response.status !== 200 || response.headers.get('content-type') === 'application/gzip') return response;
  const text = await response.text();
  try {
    exchange.body = parseObject(text, 'The answer');
  } catch {
    return new globalThis.Response(text);
  }
  const { ok, error } = exchange.body;
  return globalThis.Response.json({ ok: Boolean(ok), error: typeof error === 'string' ? error : undefined });
}

/** Slack's errors are words, as in `channel_not_found`; WebClient puts whole pages that are no JSON in their place. */
const SLACK_ERROR = /^[\w.:-]{1,200}$/;

function answerOf(thrown: unknown, method: string, { signal, body }: Exchange): SlackAnswer {
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
      `Slack did not answer ${method}: ${thrown.original.message}.`,
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
