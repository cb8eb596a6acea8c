import { randomUUID } from 'node:crypto';
import type { KindRow } from '../../slack/index.js';
import type { Json } from '../model.js';
import type { Try } from '../push/door.js';
import { type Push, type PushKind, sendingOf } from '../push/push.js';

/** What Slack sends down a connection. docs.slack.dev/apis/events-api/using-socket-mode */
export interface Envelope {
  /** Another one for each try: what stays the same is in the payload. */
  envelope_id: string;
  payload: Json;
  type: KindRow['envelopeType'];
  /** Whether the acknowledgement's payload is the reply. */
  accepts_response_payload: boolean;
  /** Of events alone; 0 and empty for the first try. */
  retry_attempt?: number;
  retry_reason?: string;
}

/** Undefined for what Slack sends over HTTP alone. */
export function envelopeType(kind: PushKind): Envelope['type'] | undefined {
  return sendingOf(kind).envelopeType;
}

/** The push as one try hands it over. */
export function toEnvelope({ kind, body }: Push, type: Envelope['type'], tried: Try): Envelope {
  return {
    envelope_id: randomUUID(),
    payload: body,
    type,
    accepts_response_payload: sendingOf(kind).reply !== undefined,
    ...(type === 'events_api' && {
      retry_attempt: tried.retryNum,
      retry_reason: tried.retryReason ?? '',
    }),
  };
}
