import type { IncomingMessage } from 'node:http';
import { HavocError } from '../../base/index.js';

export interface SlackHeaders {
  contentType: string | undefined;
  /** Undefined if the body is not encoded. */
  contentEncoding: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
  /** 1 for Slack's first retry. Undefined unless the header is one whole number of up to four digits. Informational. */
  retryNum: number | undefined;
}

/**
 * Reads the headers that matter. A header that affects a decision may occur only once. Node.js joins or drops repeated
 * headers, so the value that was verified might not be the value that is read.
 *
 * @throws HavocError (invalid_argument) `headers.repeated`
 */
export function readHeaders(request: IncomingMessage): SlackHeaders {
  function once(name: string): string | undefined {
    const count = countOf(request, name);
    if (count > 1) throw repeated(name, count);
    return request.headers[name]?.toString();
  }
  return {
    contentType: once('content-type'),
    contentEncoding: readEncoding(request.headers['content-encoding']),
    timestamp: once('x-slack-request-timestamp'),
    signature: once('x-slack-signature'),
    retryNum: readRetryNum(request.headers['x-slack-retry-num']),
  };
}

/** Counts how often a header occurs. Names and values alternate in `rawHeaders`. */
function countOf({ headers, rawHeaders }: IncomingMessage, name: string): number {
  if (headers[name] === undefined) return 0;
  return rawHeaders.filter(
    (one, at) => at % 2 === 0 && one.length === name.length && one.toLowerCase() === name,
  ).length;
}

/** Returns undefined if nothing is encoded. Node.js joins repeated headers with commas. */
function readEncoding(value = ''): string | undefined {
  const isPlain = value.split(',').every((one) => ['', 'identity'].includes(one.trim().toLowerCase()));
  return isPlain ? undefined : value;
}

function readRetryNum(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}

function repeated(name: string, count: number): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'headers.repeated',
    message: `The header ${name} occurs ${count} times: send it once.`,
  });
}
