import { HavocError, MOST_MESSAGE_BYTES } from '../base/index.js';
import type { Kind } from './kinds.js';
import type { Log } from './log.js';
import { toJson } from './to-json.js';

export interface ReplyOptions {
  kind: Kind;
  /** When havoc stops waiting for the reply; absent if Slack awaits none. */
  replyBy?: Date;
  send: (json: Uint8Array) => void;
  log: Log;
}

/** Leaves room in the gRPC message for the fields around the reply. */
const MOST_REPLY_BYTES = MOST_MESSAGE_BYTES - 1_024;

/** The one reply that a delivery may have. */
export interface Replying {
  /** Sends the reply. Resolves to true if it is in time by this process's clock, and to false if it is late. */
  reply: (answer?: unknown) => Promise<boolean>;
  replied(): boolean;
}

/** Makes `reply`. It sends Slack's JSON unchanged, and an empty 200 without an argument. Only the first call counts. */
export function createReply({ kind, replyBy, send, log }: ReplyOptions): Replying {
  let replied = false;

  async function reply(answer?: unknown): Promise<boolean> {
    // Bolt handlers call ack() for everything. If Slack awaits no reply, there is nothing to send.
    if (replyBy === undefined && answer === undefined) return true;
    if (replyBy === undefined) throw noReplyAwaited(kind);
    if (replied) {
      log.warn(
        `A second reply to this ${kind} was dropped because Slack accepts only one. Use respond() or a method of slack for further messages.`,
      );
      return false;
    }
    const json = encode(typeof answer === 'string' ? { text: answer } : answer, kind);
    // A message that is too large would break the stream, and abort everything in flight on it.
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
    message: `The reply to this ${kind} has ${bytes} bytes, and the limit is ${MOST_REPLY_BYTES}. Send less; Slack's own limits are far lower.`,
  });
}

function encode(answer: unknown, kind: string): Uint8Array {
  return new TextEncoder().encode(toJson(answer, { name: `The reply to this ${kind}` }));
}

function noReplyAwaited(kind: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.no_reply_awaited',
    message: `Slack awaits no reply to this ${kind}. Use say(), respond() or a method of slack instead.`,
  });
}
