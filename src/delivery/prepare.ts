import type { Context, Delivery } from '../gen/havoc/v1/events.js';
import { payloads } from '../gen/slack/payloads.js';
import type { ClaimedEnvelope } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { type About, aboutWhom, type Incoming, type Whose, whoseIs } from '../slack/index.js';
import { toMessage } from '../wire/index.js';
import type { Prepare } from './dispatcher.js';

export interface PrepareOptions {
  /** Learns what the payload teaches. */
  observe: (incoming: Pick<Incoming, 'kind' | 'body' | 'whose'>, receivedAt: Date) => Promise<void>;
  /** Who and where; within its own time budget. */
  resolve: (ids: { whose: Whose; about: About }) => Promise<Context>;
  /** Told of each field whose value is not of the declared type, by its path. */
  onDropped: (kind: string, path: string) => void;
  log: Logger;
}

/** Makes a delivery of an envelope: what it teaches is learned first, so that the app sees it already. */
export function createPrepare({ observe, resolve, onDropped, log }: PrepareOptions): Prepare {
  return async function prepare(envelope, body, wantsRawJson) {
    const { kind } = envelope;
    const whose = whoseIs(kind, body);
    if (envelope.attempt === 1) {
      await observe({ kind, body, whose }, envelope.receivedAt).catch((failure: unknown) =>
        log.error({ err: failure, envelope_id: envelope.id }, 'could not learn from a payload'),
      );
    }
    const context = await resolve({ whose, about: aboutWhom(kind, body) });
    return {
      id: envelope.id,
      lease: envelope.lease,
      attempt: envelope.attempt,
      received_at: envelope.receivedAt,
      reply_by: envelope.replyBy,
      context,
      ...typedPayload(envelope, body, wantsRawJson, (path) => onDropped(kind, path)),
    };
  };
}

function typedPayload(
  { kind, payload }: ClaimedEnvelope,
  body: Record<string, unknown>,
  wantsRawJson: boolean,
  onDropped: (path: string) => void,
): Pick<Delivery, 'unknown' | 'raw_json'> {
  const codec = isDeclared(kind) ? payloads[kind] : undefined;
  if (!codec) return { unknown: { kind }, raw_json: payload };
  const message = toMessage(codec.shape, body, { onDropped });
  return { [kind]: message, raw_json: wantsRawJson ? payload : undefined };
}

function isDeclared(kind: string): kind is keyof typeof payloads {
  return Object.hasOwn(payloads, kind);
}
