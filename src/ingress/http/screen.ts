import type { IncomingMessage } from 'node:http';
import { HavocError } from '../../base/index.js';
import {
  checkSignatureHeaders,
  isForm,
  isSslCheckText,
  type Proof,
  signatureMissing,
} from '../../slack/index.js';
import { readHeaders } from './headers.js';
import { tooLarge } from './read-body.js';
import { malformedPath, noSuchPath, type Refusal, refusalFor, wrongMethod } from './refusals.js';

/** Slack's check of the certificate has 40 bytes. */
const SSL_CHECK_BYTES = 1_024;

/** How much of a header a refusal shows. */
const SHOWN_LENGTH = 40;

/** What the head of a request says, before its body is read. */
export type Screened =
  | { verdict: 'refused'; refusal: Refusal }
  /** Slack's check of the certificate, by GET. */
  | { verdict: 'ssl_check' }
  /** Without a signature. It is refused unless its body is Slack's check of the certificate. */
  | { verdict: 'unsigned'; limitBytes: number; refusal: Refusal }
  | { verdict: 'signed'; limitBytes: number; contentType?: string; proof: Proof; retryNum?: number };

export interface ScreenOptions {
  /** The paths that Slack may be pointed at. */
  paths: readonly string[];
  bodyLimitBytes: number;
  now: Date;
}

/** Decides by its head alone whether a request's body is worth reading. Never throws. */
export function screen(request: IncomingMessage, options: ScreenOptions): Screened {
  const [path, query] = splitTarget(request.url ?? '');
  if (path === undefined) return refuse(malformedPath());
  if (!options.paths.includes(path)) return refuse(noSuchPath());
  if (request.method === 'POST') return screenPost(request, options);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && isSslCheckText(query)
    ? { verdict: 'ssl_check' }
    : refuse(wrongMethod(request.method ?? ''));
}

function screenPost(request: IncomingMessage, { bodyLimitBytes, now }: ScreenOptions): Screened {
  // Absent where the body comes in chunks.
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

/** Slack compresses nothing, and a small compressed body may stand for a huge one. */
function encoded(contentEncoding: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'body.content_encoding',
    message: `The content encoding is ${contentEncoding.slice(0, SHOWN_LENGTH)}: send the body without any, as Slack does.`,
  });
}

function refuse(refusal: Refusal): Screened {
  return { verdict: 'refused', refusal };
}

/** The path and the query of a request's target; no path where its escapes are broken. */
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
