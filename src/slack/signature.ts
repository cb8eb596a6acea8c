import { createHmac, timingSafeEqual } from 'node:crypto';
import { HavocError } from '../base/index.js';

const VERSION = 'v0';
const MAX_SKEW_SECONDS = 5 * 60;

export interface SignInput {
  secret: string;
  /** Seconds since 1970, as in the header. */
  timestamp: string;
  /** The body as it travels, never one that was parsed and written again. */
  rawBody: Uint8Array | string;
}

/**
 * Slack's signature of a request: `v0=` and the HMAC-SHA256 of `v0:{timestamp}:{raw body}` in hex.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function sign({ secret, timestamp, rawBody }: SignInput): string {
  const digest = createHmac('sha256', secret)
    .update(`${VERSION}:${timestamp}:`)
    .update(rawBody)
    .digest('hex');
  return `${VERSION}=${digest}`;
}

export interface SignatureHeaders {
  /** The headers `x-slack-request-timestamp` and `x-slack-signature`, as they came. */
  timestamp: string | undefined;
  signature: string | undefined;
}

/** Both headers, well-formed. They prove nothing until verify has compared them with the body. */
export interface Proof {
  timestamp: string;
  signature: string;
}

export interface VerifyInput extends SignatureHeaders {
  /** More than one while a secret is being replaced. */
  secrets: readonly string[];
  rawBody: Uint8Array;
  now: Date;
}

/**
 * Refuses a request whose headers alone show that Slack did not send it just now. This needs no body, so that a
 * stranger's body need not be read.
 *
 * @throws HavocError (unauthenticated) `signature.missing`, `signature.malformed` or `signature.stale`
 */
export function checkSignatureHeaders({ timestamp, signature }: SignatureHeaders, now: Date): Proof {
  if (!timestamp) throw signatureMissing();
  if (!signature)
    throw refused('missing', 'The header x-slack-signature is missing: sign the request as Slack does.');
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw refused('malformed', 'The header x-slack-request-timestamp is not a number of seconds since 1970.');
  }
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) {
    throw refused('malformed', 'The header x-slack-signature is not `v0=` and 64 hexadecimal digits.');
  }
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw refused('stale', "The request is more than 5 minutes old or early: check this machine's clock.");
  }
  return { timestamp, signature };
}

/**
 * Proves that Slack sent the request, within five minutes of now. Compares in constant time.
 *
 * @throws HavocError (unauthenticated) `signature.wrong`, or a code of checkSignatureHeaders
 */
export function verify({ secrets, timestamp, signature, rawBody, now }: VerifyInput): void {
  const proof = checkSignatureHeaders({ timestamp, signature }, now);
  const given = Buffer.from(proof.signature);
  let matches = false;
  for (const secret of secrets) {
    const own = sign({ secret, timestamp: proof.timestamp, rawBody });
    if (timingSafeEqual(Buffer.from(own), given)) matches = true;
  }
  if (!matches) {
    throw refused(
      'wrong',
      'The signature does not match: check that the signing secret is the one of this Slack app.',
    );
  }
}

/** The refusal of a request without either header. */
export function signatureMissing(): HavocError {
  return refused('missing', 'The header x-slack-request-timestamp is missing: send it as Slack does.');
}

function refused(what: string, message: string): HavocError {
  return new HavocError({ kind: 'unauthenticated', code: `signature.${what}`, message });
}
