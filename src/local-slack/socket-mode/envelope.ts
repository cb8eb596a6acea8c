import { randomUUID } from 'node:crypto';
import type { Json } from '../model.js';
import type { Try } from '../push/door.js';
import type { Push, PushKind } from '../push/push.js';

/** What Slack sends down a connection. docs.slack.dev/apis/events-api/using-socket-mode */
export interface Envelope {
  /** Another one for each try: what stays the same is in the payload. */
  envelope_id: string;
  payload: Json;
  type: 'events_api' | 'slash_commands' | 'interactive';
  /** Whether the acknowledgement's payload is the reply. */
  accepts_response_payload: boolean;
  /** Of events alone; 0 and empty for the first try. */
  retry_attempt?: number;
  retry_reason?: string;
}

// Those whose answer over HTTP would be read too.
const ANSWERED = ['view_submission', 'block_suggestion', 'dialog_submission', 'dialog_suggestion'];

/** Undefined for what Slack sends over HTTP alone. */
export function envelopeType(kind: PushKind): Envelope['type'] | undefined {
  switch (kind) {
    case 'event':
      return 'events_api';
    case 'command':
      return 'slash_commands';
    case 'interactive':
    case 'options':
      return 'interactive';
    case 'url_verification':
      return undefined;
  }
}

/** The push as one try hands it over. */
export function toEnvelope({ name, body }: Push, type: Envelope['type'], tried: Try): Envelope {
  return {
    envelope_id: randomUUID(),
    payload: body,
    type,
    accepts_response_payload: type === 'slash_commands' || ANSWERED.includes(name),
    ...(type === 'events_api' && {
      retry_attempt: tried.retryNum,
      retry_reason: tried.retryReason ?? '',
    }),
  };
}
