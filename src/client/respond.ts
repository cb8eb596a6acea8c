import { asObject, HavocError } from '../base/index.js';
import { EventsService } from '../gen/havoc/v1/events.js';
import { traced } from './caller.js';
import type { CallOptions, Unary } from './channel.js';
import { asText, type Payload } from './kinds.js';
import { toJson } from './to-json.js';

/** Makes `respond`. It posts to the payload's response_url through the sidecar: the app may lack internet access. */
export function createRespond(unary: Unary, { kind, body }: Payload) {
  return traced(async (message: unknown, options?: CallOptions): Promise<void> => {
    const response_url = findResponseUrl(body);
    if (response_url === undefined) throw noResponseUrl(kind);
    const json = new TextEncoder().encode(
      toJson(typeof message === 'string' ? { text: message } : message, { name: 'respond' }),
    );
    await unary(EventsService.respond, { response_url, json }, { name: 'respond', options });
  });
}

/** Finds the response_url. A modal whose menus set `response_url_enabled` has a list: the first one counts. */
function findResponseUrl(body: Payload['body']): string | undefined {
  const [first] = Array.isArray(body.response_urls) ? body.response_urls : [];
  return asText(body.response_url) ?? asText(asObject(first).response_url);
}

function noResponseUrl(kind: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.no_response_url',
    message: `This ${kind} has no response_url. Use say() or a method of slack instead.`,
  });
}
