import { exchange } from './http-ingress.js';
import { JSON_TYPE, signed } from './signed.js';

/** An event as Slack pushes it. */
export const EVENT = JSON.stringify({
  type: 'event_callback',
  event_id: 'Ev1',
  event: { type: 'app_mention' },
});

/** A request with a body; a header with several values stands in several lines. */
export interface Request {
  /** POST where absent. */
  method?: string;
  /** `/slack/events` where absent. */
  path?: string;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

/** A request that must be refused: what is wrong with it, it, and what the message says. */
export type Refusal = readonly [what: string, request: () => Request, message: RegExp];

/** What must be refused with one status and one code. */
export interface Refusals {
  status: number;
  code: string;
  of: readonly Refusal[];
}

/** The event with other headers than Slack gives it; without those that are undefined. */
export function withHeaders(change: Record<string, string | string[] | undefined>): Request {
  const headers = Object.entries({ ...signed(EVENT), ...change }).filter(([, value]) => value !== undefined);
  return { headers: Object.fromEntries(headers) as Request['headers'], body: EVENT };
}

/** Any body, with the signature that belongs to it. */
export const withBody = (body: string | Buffer, contentType = JSON_TYPE): Request => ({
  headers: signed(body, contentType),
  body,
});

/** The time that is so many seconds from now, as Slack writes it. */
export const timestampIn = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

/** Sends it to a port of this machine. */
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
