import { HavocError, toHavocError } from '../../base/index.js';
import type { Logger } from '../../log/index.js';
import { readSocketMessage, type SocketEnvelope, type SocketMessage } from '../../slack/index.js';
import type { TrafficEntry } from '../../traffic/index.js';
import { type Accept, isInboxRefusal } from '../accept.js';
import { entryOf } from '../entry.js';

export interface TakeOptions {
  accept: Accept;
  record: (entry: TrafficEntry) => void;
  log: Logger;
  bodyLimitBytes: number;
  now?: () => Date;
}

/** Handles Slack's messages from all connections. Neither function throws. */
export interface Take {
  /** Parses a text. If it is unreadable, returns undefined and records that, without the text. */
  read(text: string): SocketMessage | undefined;
  /**
   * Commits an envelope, then acknowledges it. Without a commit there is no acknowledgement, so that Slack sends it
   * again.
   *
   * @param acknowledge sends one text back; returns false if no connection is left for it
   */
  take(envelope: SocketEnvelope, acknowledge: (text: string) => boolean): Promise<void>;
}

export function createTake(options: TakeOptions): Take {
  const { accept, record, log, bodyLimitBytes, now = () => new Date() } = options;

  function refuse(thrown: unknown): void {
    const { code } = toHavocError(thrown);
    record({ at: now(), direction: 'in', name: 'unreadable', tookMs: 0, outcome: `refused: ${code}` });
  }

  async function take(envelope: SocketEnvelope, acknowledge: (text: string) => boolean): Promise<void> {
    const { incoming, retryNum, acceptsReply, envelope_id } = envelope;
    const receivedAt = now();
    const startedMs = performance.now();
    const note = (outcome: string, more: Partial<TrafficEntry> = {}) =>
      record({
        at: receivedAt,
        direction: 'in',
        outcome,
        tookMs: performance.now() - startedMs,
        retry_num: retryNum,
        ...entryOf(incoming, undefined, outcome),
        ...more,
      });
    try {
      const { answer, envelopeId, outcome } = await accept(incoming, { receivedAt, retryNum });
      const payload = acceptsReply && answer.length > 0 && isJson(answer) ? answer : undefined;
      const heard = acknowledge(acknowledgementOf(envelope_id, payload));
      if (!heard)
        log.warn(
          { envelope_id },
          'no connection is left to acknowledge an envelope: Slack will send it again',
        );
      note(outcome, { ...entryOf(incoming, envelopeId, outcome), response: payload });
    } catch (thrown) {
      const { code } = toHavocError(thrown);
      if (!isInboxRefusal({ code }))
        log.error({ err: thrown }, 'an envelope from Slack failed: it is not acknowledged');
      note(code);
    }
  }

  /** Checks that the app's reply is JSON. Any other reply would make the whole acknowledgement unreadable. */
  function isJson(answer: Buffer): boolean {
    try {
      JSON.parse(answer.toString());
      return true;
    } catch {
      log.error(
        { answer_bytes: answer.length },
        'the app’s reply is not JSON: havoc acknowledges the envelope without it',
      );
      return false;
    }
  }

  return {
    read(text) {
      try {
        if (Buffer.byteLength(text) > bodyLimitBytes) throw tooLarge();
        return readSocketMessage(text);
      } catch (thrown) {
        refuse(thrown);
        return undefined;
      }
    },
    take,
  };
}

/** Contains the answer exactly as the app gave it. */
function acknowledgementOf(envelope_id: string, answer: Buffer | undefined): string {
  const id = JSON.stringify(envelope_id);
  return answer ? `{"envelope_id":${id},"payload":${answer.toString()}}` : `{"envelope_id":${id}}`;
}

function tooLarge(): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'body.too_large',
    message:
      'The message is larger than HAVOC_BODY_LIMIT_BYTES: raise the limit. Slack’s messages are usually smaller.',
  });
}
