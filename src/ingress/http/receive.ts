import type { IncomingMessage } from 'node:http';
import type { Logger } from '../../log/index.js';
import { type Incoming, parseSlackBody, verify } from '../../slack/index.js';
import { type Accept, isInboxRefusal } from '../accept.js';
import { readHeaders, type SlackHeaders } from './headers.js';
import { refusalFor } from './refusals.js';

/** How a request is answered, and what traffic says of it. */
export interface Answer {
  status: number;
  body: Buffer | string;
  contentType?: string;
  /** `ok`, `duplicate`, `fallback`, `refused: code`, or the code of what failed here. */
  outcome: string;
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

/** Proves that Slack sent a request, has it committed, and says what to answer. Never rejects. */
export type Receive = (request: IncomingMessage, rawBody: Buffer) => Promise<Answer>;

export function createReceive({ signingSecrets, accept, log, now }: ReceiveOptions): Receive {
  async function prove(headers: SlackHeaders, rawBody: Buffer, receivedAt: Date): Promise<Answer> {
    const { contentType, timestamp = '', signature, retryNum } = headers;
    verify({ secrets: signingSecrets, timestamp, signature, rawBody, now: receivedAt });
    const said = parseSlackBody({ contentType, rawBody, timestamp });
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
    const { code, ...refusal } = refusalFor(thrown);
    const isOurs = refusal.status >= 500;
    if (isOurs && !isInboxRefusal({ code })) log.error({ err: thrown }, 'a request from Slack failed');
    return { ...refusal, contentType: 'application/json', outcome: isOurs ? code : `refused: ${code}` };
  }

  return async function receive(request, rawBody) {
    try {
      return await prove(readHeaders(request), rawBody, now());
    } catch (thrown) {
      return failed(thrown);
    }
  };
}
