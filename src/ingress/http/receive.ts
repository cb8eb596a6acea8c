import type { Logger } from '../../log/index.js';
import { type Incoming, type Proof, parseSlackBody, verify } from '../../slack/index.js';
import { type Accept, isInboxRefusal } from '../accept.js';
import { type Refusal, refusalFor } from './refusals.js';

/** The answer to a request, and what the traffic record says about it. */
export interface Answer {
  status: number;
  body: Buffer | string;
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
  /** The headers `Set-Cookie`. */
  setCookies?: readonly string[];
  /**
   * `ok`, `duplicate`, `fallback`, `refused: code`, or the code of a failure in havoc. Undefined if the request leaves
   * no record.
   */
  outcome: string | undefined;
  /** The name in the traffic record, if it is not that of `incoming`. The path if absent. */
  name?: string;
  teamId?: string;
  incoming?: Incoming;
  envelopeId?: string;
  retryNum?: number;
}

export interface ReceiveOptions {
  /** More than one while a secret is being replaced. */
  signingSecrets: readonly string[];
  accept: Accept;
  log: Logger;
  now: () => Date;
}

/** A request whose head says that Slack signed it. */
export interface SignedRequest {
  contentType?: string;
  proof: Proof;
  retryNum?: number;
  rawBody: Buffer;
  /** Called once the signature is verified and the body is parsed, before the commit. */
  onProved: () => void;
}

/** Verifies that Slack sent a request, commits it, and resolves with the answer. Never rejects. */
export type Receive = (request: SignedRequest) => Promise<Answer>;

export function createReceive({ signingSecrets, accept, log, now }: ReceiveOptions): Receive {
  async function prove(request: SignedRequest, receivedAt: Date): Promise<Answer> {
    const { contentType, proof, rawBody, retryNum } = request;
    verify({ secrets: signingSecrets, ...proof, rawBody, now: receivedAt });
    const said = parseSlackBody({ contentType, rawBody, timestamp: proof.timestamp });
    request.onProved();
    if (said.handshake === 'url_verification') {
      return { status: 200, body: said.challenge, contentType: 'text/plain', outcome: 'ok' };
    }
    if (said.handshake) return { status: 200, body: '', outcome: 'ok' };
    const known = { incoming: said.incoming, retryNum };
    try {
      const { answer, ...accepted } = await accept(said.incoming, { receivedAt, retryNum });
      return { status: 200, body: answer, contentType: 'application/json', ...accepted, ...known };
    } catch (thrown) {
      return { ...failed(thrown), ...known };
    }
  }

  function failed(thrown: unknown): Answer {
    const refusal = refusalFor(thrown);
    if (refusal.status < 500) return refused(refusal);
    if (!isInboxRefusal(refusal)) log.error({ err: thrown }, 'a request from Slack failed');
    return { ...refused(refusal), outcome: refusal.code };
  }

  return async function receive(request) {
    try {
      return await prove(request, now());
    } catch (thrown) {
      return failed(thrown);
    }
  };
}

export function refused({ status, body, code, headers }: Refusal): Answer {
  return { status, body, contentType: 'application/json', headers, outcome: `refused: ${code}` };
}
