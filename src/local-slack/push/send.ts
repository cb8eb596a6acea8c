import { sign } from '../../slack/index.js';
import { isObject } from '../block-kit/elements.js';
import type { Json } from '../model.js';
import { parseObject } from '../web-api/read-body.js';
import type { Attempt, FailureReason } from './push.js';

export interface Sending {
  url: string;
  contentType: 'application/json' | 'application/x-www-form-urlencoded';
  rawBody: string;
  signingSecret: string;
  now: () => Date;
  /** For the whole answer. */
  timeoutMs: number;
  retryNum: number;
  retryReason?: FailureReason;
  /** Ends it early. */
  signal: AbortSignal;
}

/** Sends one signed request, and tells what came of it. Never throws. */
export async function sendOnce(sending: Sending): Promise<Attempt> {
  const { url, contentType, rawBody, signingSecret, now, timeoutMs, retryNum, retryReason, signal } = sending;
  const at = now();
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const started = performance.now();
  const tried = { at, retryNum, ...(retryReason && { retryReason }) };
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: rawBody,
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': sign({ secret: signingSecret, timestamp, rawBody }),
        ...(retryReason && { 'x-slack-retry-num': String(retryNum), 'x-slack-retry-reason': retryReason }),
      },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await response.text();
    const answer: Json | string | undefined = text === '' ? undefined : (parseObject(text) ?? text);
    return {
      ...tried,
      tookMs: performance.now() - started,
      status: response.status,
      ...(answer !== undefined && { answer }),
      ...(!response.ok && { failure: 'http_error' }),
      noRetry: response.headers.get('x-slack-no-retry') === '1',
    };
  } catch (thrown) {
    return { ...tried, tookMs: performance.now() - started, failure: reasonOf(thrown), noRetry: false };
  }
}

function reasonOf(thrown: unknown): FailureReason {
  if (!isObject(thrown)) return 'unknown_error';
  if (thrown.name === 'TimeoutError') return 'http_timeout';
  const code = isObject(thrown.cause) ? String(thrown.cause.code) : '';
  return /CERT|SSL|TLS/.test(code) ? 'ssl_error' : 'connection_failed';
}
