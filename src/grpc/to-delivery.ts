import type { Delivery } from '../delivery/index.js';
import { payloads } from '../gen/havoc/slack/payloads.js';
import type { Delivery as DeliveryMessage } from '../gen/havoc/v1/events.js';
import { isDeclaredKind } from '../slack/index.js';
import { encodeAhead } from '../wire/index.js';

export interface ToDeliveryOptions {
  /** The app asked for the payload's own bytes too. */
  wantsRawJson: boolean;
  /** Told of each field, as in `Block.text`, that had values of an undeclared type, and how many. */
  onDropped?: (kind: string, field: string, count: number) => void;
}

/** Makes the contract's message of a delivery. The payload in it is encoded already. */
export function toDelivery(
  { envelope, body, context }: Delivery,
  { wantsRawJson, onDropped }: ToDeliveryOptions,
): DeliveryMessage {
  const { id, lease, attempt, receivedAt, replyBy, replayed, kind, payload } = envelope;
  const message: DeliveryMessage = {
    id,
    lease,
    attempt,
    received_at: receivedAt,
    reply_by: replyBy,
    replayed: replayed || undefined,
    context,
  };
  if (!isDeclaredKind(kind)) return { ...message, unknown: { kind }, raw_json: payload };
  const report = onDropped && {
    onDropped: (_path: string, field: string, count: number) => onDropped(kind, field, count),
  };
  return {
    ...message,
    [kind]: encodeAhead(payloads[kind], body, report),
    raw_json: wantsRawJson ? payload : undefined,
  };
}
