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
export function readHeaders({ headersDistinct }: IncomingMessage): SlackHeaders {
  function once(name: string): string | undefined {
    const values = headersDistinct[name];
    if (values === undefined || values.length === 1) return values?.[0];
    throw bad('repeated', `The header ${name} stands ${values.length} times: send it once.`);
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
