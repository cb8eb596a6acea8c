import type { Json } from '../base/index.js';
import type { Delivery } from '../gen/havoc/v1/events.js';
import { declaredKinds, INSTALLATION_EVENT, type PayloadKind, subjectsOf } from '../slack/kinds/index.js';
import { readInstallationEvent } from './installation-events.js';

/** A kind that this version knows: of payloads from Slack, or of havoc's own events. */
export type Kind = PayloadKind | typeof INSTALLATION_EVENT;

/** A payload in Slack's JSON, or one of havoc's own events. */
export interface Payload {
  kind: Kind;
  body: Json;
  /** The parts that listeners match: the event, each of the actions, the view, or otherwise the body. */
  subjects: Json[];
}

/** The payload of a delivery; undefined for a kind that this version does not know. */
export function findPayload(delivery: Delivery): Payload | undefined {
  for (const [kind] of declaredKinds) {
    const body = delivery[kind];
    if (body !== undefined) return { kind, body, subjects: subjectsOf(kind, body) };
  }
  if (delivery.installation_event === undefined) return undefined;
  const event = readInstallationEvent(delivery.installation_event);
  return { kind: INSTALLATION_EVENT, body: event, subjects: [event] };
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
