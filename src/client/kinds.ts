import { payloads } from '../gen/havoc/slack/payloads.js';
import type { Delivery } from '../gen/havoc/v1/events.js';
import type { Json } from '../wire/index.js';

/** A kind of payload, named like its arm of Delivery's payload. */
export type Kind = keyof typeof payloads;
export type { Json } from '../wire/index.js';

/** What listeners choose by, as the sidecar knows it too. */
export type Property = 'type' | 'subtype' | 'command' | 'callback_id' | 'action_id' | 'block_id';

/** A payload, in Slack's JSON. */
export interface Payload {
  kind: Kind;
  body: Json;
  /** What a listener's handler is called for: the event, each of the actions, the view, else the body. */
  subjects: Json[];
}

const kinds = Object.keys(payloads) as Kind[];

/** The payload of a delivery; undefined for a kind that this version does not know. */
export function findPayload(delivery: Delivery): Payload | undefined {
  for (const kind of kinds) {
    const body = delivery[kind];
    if (body !== undefined) return { kind, body, subjects: subjectsOf(kind, body) };
  }
  return undefined;
}

function subjectsOf(kind: Kind, body: Json): Json[] {
  if (kind === 'event') return [asObject(body.event)];
  if (kind === 'view_submission' || kind === 'view_closed') return [asObject(body.view)];
  if (kind === 'block_actions' || kind === 'interactive_message') return asList(body.actions).map(asObject);
  return [body];
}

/** One property of a payload, as it holds for one of its subjects. */
export function findProperty(property: Property, { body }: Payload, subject: Json): string | undefined {
  if (property !== 'callback_id') return asText(subject[property]);
  // A block's action or suggestion has that of the modal that it stands in.
  return asText(body.callback_id) ?? asText(asObject(body.view).callback_id);
}

/** An object's fields; none for what is no object. */
export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
