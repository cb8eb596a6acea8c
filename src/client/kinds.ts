import type { Json } from '../base/index.js';
import type { Delivery } from '../gen/havoc/v1/events.js';
import { declaredKinds, type PayloadKind, subjectsOf } from '../slack/kinds/index.js';

/** A payload, in Slack's JSON. */
export interface Payload {
  kind: PayloadKind;
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
  return undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
