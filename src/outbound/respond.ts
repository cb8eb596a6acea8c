import { text } from 'node:stream/consumers';
import { bodyOf, HavocError, networkCauseOf } from '../base/index.js';
import type { TrafficEntry } from '../traffic/index.js';
import { retryAfterOf } from './retry-after.js';

/**
 * Posts Slack's JSON to a payload's `response_url`.
 *
 * @throws HavocError `respond.bad_url` (invalid_argument) if the URL is not Slack's. `respond.refused` if Slack does not
 * accept the response: failed_precondition if it accepts no more responses at this URL, unavailable or
 * resource_exhausted if a later try may succeed. `respond.unreachable` (unavailable) if Slack does not answer.
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
export type Respond = (responseUrl: string, json: Uint8Array) => Promise<void>;

export interface RespondOptions {
  /** The URL of Slack's Web API. A stand-in for Slack has its response URLs on its own host. */
  apiUrl: string;
  record: (entry: TrafficEntry) => void;
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
  now?: () => Date;
}

export function createRespond(options: RespondOptions): Respond {
  const { apiUrl, record, fetch = globalThis.fetch, timeoutMs = 5_000, now = () => new Date() } = options;
  const { protocol, host, origin } = new URL(apiUrl);
  // Slack's response URLs are on hooks.slack.com, GovSlack's on hooks.slack-gov.com, the local Slack's on its own host.
  const origins = new Set([origin, `${protocol}//hooks.${host}`]);
  // A blob: URL has the origin of the URL inside it, and fetch accepts no user or password in a URL.
  const isSlacks = (url: URL) =>
    url.protocol === protocol && origins.has(url.origin) && url.username + url.password === '';

  return async function respond(responseUrl, json) {
    if (!URL.canParse(responseUrl) || !isSlacks(new URL(responseUrl))) {
      throw new HavocError({
        kind: 'invalid_argument',
        code: 'respond.bad_url',
        message: 'This is not one of Slack’s response URLs: pass the response_url of the payload.',
      });
    }
    const entry = { at: now(), direction: 'out' as const, name: 'response_url', request: Buffer.from(json) };
    const startedMs = performance.now();
    const note = (outcome: string, status?: number) =>
      record({ ...entry, outcome, status, tookMs: performance.now() - startedMs });
    const signal = AbortSignal.timeout(timeoutMs);
    const headers = { 'content-type': 'application/json' };
    const post = async () => {
      const posted = await fetch(responseUrl, {
        method: 'POST',
        headers,
        body: json,
        redirect: 'error',
        signal,
      });
      const { ok, status } = posted;
      const retry = retryAfterOf(posted.headers);
      return { ok, status, retry, said: (await text(bodyOf(posted, signal))).slice(0, 200) };
    };
    const answer = await post().catch((cause: unknown) => {
      note('respond.unreachable');
      throw new HavocError({
        kind: 'unavailable',
        code: 'respond.unreachable',
        message: `Slack did not answer at the response_url: ${networkCauseOf(cause)}. Try again.`,
        cause,
      });
    });
    note(answer.ok ? 'ok' : 'respond.refused', answer.status);
    if (answer.ok) return;
    throw refused(answer);
  };
}

type Refused = { status: number; said: string; retry: { retryAfterMs?: number } };

function refused({ status, said, retry }: Refused): HavocError {
  const mayPass = status === 429 || status >= 500;
  const remedy = mayPass ? 'try again later' : 'a response_url can be used 5 times within 30 minutes';
  return new HavocError({
    kind: status === 429 ? 'resource_exhausted' : mayPass ? 'unavailable' : 'failed_precondition',
    code: 'respond.refused',
    message: `Slack did not accept the response (HTTP ${status}: ${said}): ${remedy}.`,
    fields: retry,
  });
}
