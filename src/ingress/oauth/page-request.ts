import type { IncomingMessage } from 'node:http';
import { clientAddress } from './client-address.js';

/** The pages of OAuth: the start of an installation, and the page to which Slack sends the browser back. */
export type PageName = 'install' | 'redirect';

/** What a page reads of a browser's request. */
export interface PageRequest {
  page: PageName;
  /** True for HEAD. */
  isHead: boolean;
  /** The text after the question mark. */
  query: string;
  /** The header `cookie`. */
  cookies: string;
  /** The hosts that the browser may have asked for, as `X-Forwarded-Host` and `Host` say. */
  hosts: readonly string[];
  /** The client's address, by which it is limited. Undefined if it is not known. */
  address: string | undefined;
}

export function pageRequestOf(request: IncomingMessage, page: PageName, query: string): PageRequest {
  const { cookie = '', host = '', 'x-forwarded-host': forwarded = '' } = request.headers;
  const forwardedFor = request.headers['x-forwarded-for']?.toString();
  const [first = ''] = forwarded.toString().split(',');
  return {
    page,
    isHead: request.method === 'HEAD',
    query,
    cookies: cookie,
    hosts: [first.trim(), host].filter((one) => one !== ''),
    address: clientAddress(request.socket.remoteAddress, forwardedFor),
  };
}

/** The answer to a browser, and what the traffic record says about it. */
export interface PageAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** The headers `Set-Cookie`. */
  setCookies?: readonly string[];
  /** HTML. Empty for a redirect. */
  body: string;
  /** `oauth install` or `oauth redirect`. */
  name: string;
  /** `ok`, `denied`, `refused: code`, or the code of a failure. Undefined if the request leaves no record. */
  outcome: string | undefined;
  teamId?: string;
}
