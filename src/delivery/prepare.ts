import type { Context, Delivery } from '../gen/havoc/v1/events.js';
import { payloads } from '../gen/slack/payloads.js';
import { type About, aboutWhom, type Incoming, type Whose, whoseIs } from '../slack/index.js';
import { encodeAhead, type OnDropped } from '../wire/index.js';
import type { Learn, LeasedEnvelope, Prepare } from './attempt.js';

/** Learns from envelopes by what observes payloads. */
export function createLearn(
  observe: (incoming: Pick<Incoming, 'kind' | 'body' | 'whose'>, receivedAt: Date) => Promise<void>,
): Learn {
  return ({ kind, receivedAt }, body) => observe({ kind, body, whose: whoseIs(kind, body) }, receivedAt);
}

export interface PrepareOptions {
  /** Who and where; within its own time budget, which is shorter where Slack waits for the reply. */
  resolve: (ids: { whose: Whose; about: About }, options: { awaitsReply: boolean }) => Promise<Context>;
  /** Told of each field, as in `Block.text`, that had values of an undeclared type, and how many. */
  onDropped: (kind: string, field: string, count: number) => void;
}

/** Makes a delivery of an envelope. */
export function createPrepare({ resolve, onDropped }: PrepareOptions): Prepare {
  return async function prepare(envelope, body, wantsRawJson) {
    const { kind } = envelope;
    const whose = whoseIs(kind, body);
    const ids = { whose, about: aboutWhom(kind, body) };
    const context = await resolve(ids, { awaitsReply: envelope.replyBy !== undefined });
    return {
      id: envelope.id,
      lease: envelope.lease,
      attempt: envelope.attempt,
      received_at: envelope.receivedAt,
      reply_by: envelope.replyBy,
      replayed: envelope.replayed || undefined,
      context,
      ...typedPayload(envelope, body, wantsRawJson, (_path, field, count) => onDropped(kind, field, count)),
    };
  };
}

function typedPayload(
  { kind, payload }: LeasedEnvelope,
  body: Record<string, unknown>,
  wantsRawJson: boolean,
  onDropped: OnDropped,
): Pick<Delivery, 'unknown' | 'raw_json'> {
  const codec = isDeclared(kind) ? payloads[kind] : undefined;
  if (!codec) return { unknown: { kind }, raw_json: payload };
  return { [kind]: encodeAhead(codec, body, { onDropped }), raw_json: wantsRawJson ? payload : undefined };
}

function isDeclared(kind: string): kind is keyof typeof payloads {
  return Object.hasOwn(payloads, kind);
}
