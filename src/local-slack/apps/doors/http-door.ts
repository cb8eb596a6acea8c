import { text } from 'node:stream/consumers';
import { bodyOf, createTimeLimit, isObject } from '../../../base/index.js';
import { sign, writeBody } from '../../../slack/index.js';
import type { Json, RequestUrls } from '../../model.js';
import { parseObject } from '../../web-api/read-body.js';
import { type Attempt, type FailureReason, type Push, type PushKind, sendingOf } from '../push.js';
import type { Door, Try } from './door.js';

export interface HttpDoorOptions {
  /** The time limit for the whole answer. */
  timeoutMs: number;
  /** The time of signatures; that of the attempt if absent. */
  now?: () => Date;
}

/** Sends pushes as requests to the app's request URLs, signed with its secret. */
export function createHttpDoor(options: HttpDoorOptions): Door {
  return {
    name: 'http',
    findUrl: ({ urls }, kind) => urlFor(kind, urls),
    send: (app, push, tried) => post(push, tried, { signingSecret: app.signing_secret, ...options }),
  };
}

function urlFor(kind: PushKind, urls: RequestUrls): string | undefined {
  const { requestUrl } = sendingOf(kind);
  const instead = requestUrl === 'options' ? urls.interactions : undefined;
  return urls[requestUrl] ?? instead ?? urls.all;
}

async function post(
  push: Push & { url: string },
  { at, retryNum, retryReason, signal }: Try,
  { signingSecret, timeoutMs, now = () => at }: HttpDoorOptions & { signingSecret: string },
): Promise<Attempt> {
  const { contentType, rawBody } = writeBody(sendingOf(push.kind).sentAs, push.body);
  const timestamp = String(Math.floor(now().getTime() / 1000));
  const started = performance.now();
  const limit = createTimeLimit(timeoutMs, signal);
  const tried = { at, retryNum, ...(retryReason && { retryReason }) };
  try {
    const response = await fetch(push.url, {
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
      signal: limit.signal,
    });
    const said = await text(bodyOf(response, limit.signal));
    const answer: Json | string | undefined = said === '' ? undefined : (parseObject(said) ?? said);
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
  } finally {
    limit.end();
  }
}

function reasonOf(thrown: unknown): FailureReason {
  if (!isObject(thrown)) return 'unknown_error';
  if (thrown.name === 'TimeoutError') return 'http_timeout';
  const code = isObject(thrown.cause) ? String(thrown.cause.code) : '';
  return /CERT|SSL|TLS/.test(code) ? 'ssl_error' : 'connection_failed';
}
