import { HavocError, MOST_MESSAGE_BYTES } from '../base/index.js';
import type { PayloadKind } from '../slack/kinds/index.js';
import type { Log } from './log.js';
import { toJson } from './to-json.js';

export interface ReplyOptions {
  kind: PayloadKind;
  /** When Slack stops waiting; absent where it waits for nothing. */
  replyBy?: Date;
  send: (json: Uint8Array) => void;
  log: Log;
}

/** The rest is for what goes around it. */
const MOST_REPLY_BYTES = MOST_MESSAGE_BYTES - 1_024;

/** The one answer that a delivery may have. */
export interface Replying {
  /** Resolves with whether Slack still waited, by this process's clock; what comes later is a late reply. */
  reply: (answer?: unknown) => Promise<boolean>;
  replied(): boolean;
}

/** Makes `reply`: Slack's JSON goes out as it stands, nothing goes out as an empty 200, and only the first counts. */
export function createReply({ kind, replyBy, send, log }: ReplyOptions): Replying {
  let replied = false;

  async function reply(answer?: unknown): Promise<boolean> {
    // Bolt handlers acknowledge everything; where Slack waits for nothing there is nothing to send.
    if (replyBy === undefined && answer === undefined) return true;
    if (replyBy === undefined) throw noReplyAwaited(kind);
    if (replied) {
      log.warn(
        `A second reply to this ${kind} was dropped: Slack takes one. Use respond() or a method of slack for what comes after it.`,
      );
      return false;
    }
    const json = encode(typeof answer === 'string' ? { text: answer } : answer, kind);
    // It would break the stream, and with it all else that is in flight.
    if (json.length > MOST_REPLY_BYTES) throw tooLarge(kind, json.length);
    replied = true;
    send(json);
    return Date.now() < replyBy.getTime();
  }

  return { reply, replied: () => replied };
}

function tooLarge(kind: string, bytes: number): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.message_too_large',
    message: `The reply to this ${kind} has ${bytes} bytes, and at most ${MOST_REPLY_BYTES} can be sent; Slack takes far less.`,
  });
}

function encode(answer: unknown, kind: string): Uint8Array {
  return new TextEncoder().encode(toJson(answer, { name: `The reply to this ${kind}` }));
}

function noReplyAwaited(kind: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.no_reply_awaited',
    message: `Slack waits for no reply to this ${kind}, so it cannot carry one. Use say(), respond() or a method of slack.`,
  });
}
