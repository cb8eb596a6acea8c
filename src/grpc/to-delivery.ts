import type { Delivery } from '../delivery/index.js';
import { payloads } from '../gen/havoc/slack/payloads.js';
import type { Delivery as DeliveryMessage } from '../gen/havoc/v1/events.js';
import { INSTALLATION_EVENT, isDeclaredKind } from '../slack/index.js';
import { encodeAhead } from '../wire/index.js';
import { toInstallationEvent } from './to-installation-event.js';

/**
 * Converts a delivery to the contract's message. A payload from Slack is already encoded.
 *
 * @param wantsRawJson true if the app asked for the payload's original bytes too
 */
export function toDelivery({ envelope, body, context }: Delivery, wantsRawJson: boolean): DeliveryMessage {
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
  const raw_json = wantsRawJson ? payload : undefined;
  if (kind === INSTALLATION_EVENT)
    return { ...message, installation_event: toInstallationEvent(body), raw_json };
  if (!isDeclaredKind(kind)) return { ...message, unknown: { kind }, raw_json: payload };
  return { ...message, [kind]: encodeAhead(payloads[kind], body), raw_json };
}
