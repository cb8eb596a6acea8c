import type { IncomingMessage } from 'node:http';
import { HavocError } from '../../base/index.js';

export interface SlackHeaders {
  contentType: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
  /** 1 for Slack's first retry. */
  retryNum: number | undefined;
}

/**
 * The headers that matter, each at most once: Node would join or drop a repeated one, and what was proved
 * would not be what is read.
 *
 * @throws HavocError (invalid_argument) `headers.repeated` or `headers.retry_num`
 */
export function readHeaders({ headers, rawHeaders }: IncomingMessage): SlackHeaders {
  function once(name: string): string | undefined {
    const value = headers[name];
    if (value === undefined) return undefined;
    // Names and values take turns.
    const count = rawHeaders.filter(
      (one, at) => at % 2 === 0 && one.length === name.length && one.toLowerCase() === name,
    ).length;
    if (count === 1) return value.toString();
    throw bad('repeated', `The header ${name} stands ${count} times: send it once.`);
  }
  return {
    contentType: once('content-type'),
    timestamp: once('x-slack-request-timestamp'),
    signature: once('x-slack-signature'),
    retryNum: readRetryNum(once('x-slack-retry-num')),
  };
}

function readRetryNum(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,4}$/.test(value)) return Number(value);
  throw bad('retry_num', 'The header x-slack-retry-num is not a small whole number.');
}

function bad(what: string, message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: `headers.${what}`, message });
}
