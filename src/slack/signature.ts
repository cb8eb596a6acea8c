import { createHmac, timingSafeEqual } from 'node:crypto';
import { HavocError } from '../base/index.js';

const VERSION = 'v0';
const MAX_SKEW_SECONDS = 5 * 60;

export interface SignInput {
  secret: string;
  /** The timestamp header: seconds since 1970. */
  timestamp: string;
  /** The exact bytes of the body, never a body that was parsed and serialised again. */
  rawBody: Uint8Array | string;
}

/**
 * Returns Slack's signature of a request: `v0=` and the HMAC-SHA256 of `v0:{timestamp}:{raw body}` in hex.
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
  /** The header `x-slack-request-timestamp`. */
  timestamp: string | undefined;
  /** The header `x-slack-signature`. */
  signature: string | undefined;
}

/** Both headers, well-formed. They prove nothing until `verify` has compared them with the body. */
export interface Proof {
  timestamp: string;
  signature: string;
}

export interface VerifyInput extends SignatureHeaders {
  /** The accepted secrets: more than one while a secret is being replaced. */
  secrets: readonly string[];
  rawBody: Uint8Array;
  now: Date;
}

/**
 * Refuses a request if its headers alone show that Slack did not send it just now. Call it before the body is read, so
 * that havoc does not read bodies that did not come from Slack.
 *
 * @throws HavocError (unauthenticated) `signature.missing`, `signature.malformed` or `signature.stale`
 */
export function checkSignatureHeaders({ timestamp, signature }: SignatureHeaders, now: Date): Proof {
  if (!timestamp) throw signatureMissing();
  if (!signature)
    throw refused('missing', 'The header x-slack-signature is missing. Sign the request as Slack does.');
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw refused('malformed', 'The header x-slack-request-timestamp is not a number of seconds since 1970.');
  }
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) {
    throw refused('malformed', 'The header x-slack-signature is not `v0=` and 64 hexadecimal digits.');
  }
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw refused(
      'stale',
      "The timestamp of the request is more than 5 minutes away from this machine's time. Check this machine's clock.",
    );
  }
  return { timestamp, signature };
}

/**
 * Checks that Slack signed the request, at most five minutes before or after `now`. Compares in constant time.
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
      'The signature does not match. Check that the signing secret is the one of this Slack app.',
    );
  }
}

/** Returns the error for a request that has neither header. */
export function signatureMissing(): HavocError {
  return refused('missing', 'The header x-slack-request-timestamp is missing. Send it as Slack does.');
}

function refused(what: string, message: string): HavocError {
  return new HavocError({ kind: 'unauthenticated', code: `signature.${what}`, message });
}
