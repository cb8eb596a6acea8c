import { exchange } from './http-ingress.js';
import { JSON_TYPE, signed } from './signed.js';

/** An event as Slack pushes it. */
export const EVENT = JSON.stringify({
  type: 'event_callback',
  event_id: 'Ev1',
  event: { type: 'app_mention' },
});

/** A request with a body. A header with several values is sent as several lines. */
export interface Request {
  /** POST if absent. */
  method?: string;
  /** `/slack/events` if absent. */
  path?: string;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

/** A request that must be refused: what is wrong with it, the request, and what the error message says. */
export type Refusal = readonly [what: string, request: () => Request, message: RegExp];

/** Requests that must be refused with the same status and code. */
export interface Refusals {
  status: number;
  code: string;
  of: readonly Refusal[];
}

/** Returns the event with some of its headers replaced, and without those that are undefined. */
export function withHeaders(change: Record<string, string | string[] | undefined>): Request {
  const headers = Object.entries({ ...signed(EVENT), ...change }).filter(([, value]) => value !== undefined);
  return { headers: Object.fromEntries(headers) as Request['headers'], body: EVENT };
}

/** Returns a request with any body and a matching signature. */
export const withBody = (body: string | Buffer, contentType = JSON_TYPE): Request => ({
  headers: signed(body, contentType),
  body,
});

/** Returns the time that is this many seconds from now, in Slack's format. */
export const timestampIn = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

/** Sends a request to a port of this machine. */
export function send(port: number, { method = 'POST', path = '/slack/events', headers, body }: Request) {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}`),
  );
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: havoc',
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return exchange(port, [...head, ...lines, '', ''].join('\r\n'), body);
}
