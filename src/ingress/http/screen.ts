import type { IncomingMessage } from 'node:http';
import { HavocError } from '../../base/index.js';
import {
  checkSignatureHeaders,
  isForm,
  isSslCheckText,
  type Proof,
  signatureMissing,
} from '../../slack/index.js';
import type { PageName } from '../oauth/page-request.js';
import { readHeaders } from './headers.js';
import { tooLarge } from './read-body.js';
import {
  malformedPath,
  noSuchPath,
  type Refusal,
  refusalFor,
  wrongMethod,
  wrongMethodOfPage,
} from './refusals.js';

/** The limit for Slack's certificate check, which has 40 bytes. */
const SSL_CHECK_BYTES = 1_024;

/** How many characters of a header's value a refusal shows. */
const SHOWN_LENGTH = 40;

/** What the head of a request says, before its body is read. */
export type Screened =
  | { verdict: 'refused'; refusal: Refusal }
  /** Slack's certificate check, by GET. */
  | { verdict: 'ssl_check' }
  /** A browser's request for a page with which people install the app. It needs no signature and no body. */
  | { verdict: 'page'; page: PageName; query: string }
  /** A request without a signature. It is refused unless its body is Slack's certificate check. */
  | { verdict: 'unsigned'; limitBytes: number; refusal: Refusal }
  | { verdict: 'signed'; limitBytes: number; contentType?: string; proof: Proof; retryNum?: number };

export interface ScreenOptions {
  /** The paths that Slack may be configured with. */
  paths: readonly string[];
  /** The pages of OAuth by their paths. Empty if OAuth is not configured. */
  pages: ReadonlyMap<string, PageName>;
  bodyLimitBytes: number;
  now: Date;
}

/** Decides from a request's head alone whether its body is worth reading. Never throws. */
export function screen(request: IncomingMessage, options: ScreenOptions): Screened {
  const [path, query] = splitTarget(request.url ?? '');
  if (path === undefined) return refuse(malformedPath());
  const page = options.pages.get(path);
  if (page === undefined && !options.paths.includes(path)) return refuse(noSuchPath());
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (page !== undefined)
    return isRead ? { verdict: 'page', page, query } : refuse(wrongMethodOfPage(request.method ?? ''));
  if (request.method === 'POST') return screenPost(request, options);
  return isRead && isSslCheckText(query)
    ? { verdict: 'ssl_check' }
    : refuse(wrongMethod(request.method ?? ''));
}

function screenPost(request: IncomingMessage, { bodyLimitBytes, now }: ScreenOptions): Screened {
  // Absent if the body comes in chunks.
  const declaredBytes = Number(request.headers['content-length'] ?? 0);
  try {
    const { contentType, contentEncoding, retryNum, ...claim } = readHeaders(request);
    if (!claim.timestamp && !claim.signature && isForm(contentType) && declaredBytes <= SSL_CHECK_BYTES) {
      return { verdict: 'unsigned', limitBytes: SSL_CHECK_BYTES, refusal: refusalFor(signatureMissing()) };
    }
    const proof = checkSignatureHeaders(claim, now);
    if (contentEncoding !== undefined) throw encoded(contentEncoding);
    if (declaredBytes > bodyLimitBytes) throw tooLarge();
    return { verdict: 'signed', limitBytes: bodyLimitBytes, contentType, proof, retryNum };
  } catch (thrown) {
    return refuse(refusalFor(thrown));
  }
}

/** Slack compresses nothing, and a small compressed body may expand to a huge one. */
function encoded(contentEncoding: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'body.content_encoding',
    message: `The content encoding is ${contentEncoding.slice(0, SHOWN_LENGTH)}: send the body unencoded, as Slack does.`,
  });
}

function refuse(refusal: Refusal): Screened {
  return { verdict: 'refused', refusal };
}

/** Splits a request's target into path and query. The path is undefined if a percent escape in it is malformed. */
function splitTarget(target: string): [path: string | undefined, query: string] {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*/s, '');
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  const query = mark < 0 ? '' : local.slice(mark + 1);
  try {
    return [decodeURIComponent(path), query];
  } catch {
    return [undefined, query];
  }
}
