import { randomUUID } from 'node:crypto';
import type { KindRow } from '../../../slack/index.js';
import type { Json } from '../../model.js';
import type { Try } from '../doors/door.js';
import { type Push, type PushKind, sendingOf } from '../push.js';

/** A message that Slack sends over a connection. docs.slack.dev/apis/events-api/using-socket-mode */
export interface Envelope {
  /** Different for each attempt. Only the payload stays the same. */
  envelope_id: string;
  payload: Json;
  type: KindRow['envelopeType'];
  /** True if the payload of the acknowledgement is the app's reply. */
  accepts_response_payload: boolean;
  /** Set for events only; 0 for the first attempt. */
  retry_attempt?: number;
  /** Set for events only; empty for the first attempt. */
  retry_reason?: string;
}

/** The envelope type for a kind of push; undefined if Slack sends it over HTTP only. */
export function envelopeType(kind: PushKind): Envelope['type'] | undefined {
  return sendingOf(kind).envelopeType;
}

/** The envelope for one attempt of a push. */
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
