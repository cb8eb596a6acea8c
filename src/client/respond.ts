import { HavocError } from '../base/index.js';
import { asObject, asText, type Json } from './kinds.js';

/** Posts to a response_url: five times within 30 minutes, says Slack. */
export type PostResponse = (url: string, message: Json, signal: AbortSignal) => Promise<void>;

const TIMEOUT_MS = 10_000;

/** A PostResponse over `fetch`. The URL is a secret of its own, so errors do not show it. */
export function createPostResponse(post: typeof fetch = fetch): PostResponse {
  return async (url, message, signal) => {
    const answer = await post(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch((cause: unknown) => {
      throw failed('the response_url could not be reached from this process', cause);
    });
    const text = await answer.text();
    if (!answer.ok) throw failed(`Slack answered ${answer.status} ${text.slice(0, 200)}`);
  };
}

/** Where a payload says that it may be responded to. */
export function findResponseUrl(body: Json): string | undefined {
  const [first] = Array.isArray(body.response_urls) ? body.response_urls : [];
  return asText(body.response_url) ?? asText(asObject(first).response_url);
}

export function noResponseUrl(kind: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.no_response_url',
    message: `This ${kind} has no response_url. Use say(), or a method of slack.`,
  });
}

function failed(what: string, cause?: unknown): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'client.respond_failed',
    message: `respond() failed: ${what}. A response_url takes five messages and lives for 30 minutes; chat.postMessage and chat.update have no such limit.`,
    cause,
  });
}
