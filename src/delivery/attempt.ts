import type { Json } from '../base/index.js';
import type { ClaimedEnvelope, NewEnvelope } from '../inbox/index.js';
import type { Context } from '../resolve/index.js';
import { parseObject } from '../slack/index.js';
import type { Facts } from './handles.js';

/** Something that Slack sent, before it is known which subscriber takes it. */
export interface Draft extends Omit<NewEnvelope, 'lease' | 'wantedBy'> {
  /** The payload, parsed. */
  body: Json;
}

/** An envelope that this process leased, by a claim or by its commit. */
export type LeasedEnvelope = Omit<ClaimedEnvelope, 'dedupeKey'>;

/** One attempt to hand an envelope to the app. */
export interface Attempt {
  envelope: LeasedEnvelope;
  body: Json;
  facts: Facts;
  /** When the lease began, by performance.now(); never later than in the database. */
  leasedAt: number;
  /** True if nothing earlier of its conversation was unsettled when it was leased. */
  isInTurn: boolean;
}

/**
 * Parses the payload. Returns undefined if it is not a JSON object. A dead letter has an empty payload if its
 * day was dropped before it died.
 */
export function bodyOf({ payload }: Pick<LeasedEnvelope, 'payload'>): Json | undefined {
  try {
    return parseObject(payload.toString(), 'The payload');
  } catch {
    return undefined;
  }
}

/** Learns from a payload. The same payload may come several times. Never rejects. */
export type Learn = (envelope: LeasedEnvelope, body: Json) => Promise<void>;

/** Finds the people and places that a payload is about. Never rejects because of the payload's content. */
export type FindContext = (envelope: LeasedEnvelope, body: Json) => Promise<Context>;

/** One attempt as a carrier gets it, independent of any protocol. */
export interface Delivery {
  /** Its `payload` is the bytes of Slack's JSON, without the secrets. */
  envelope: LeasedEnvelope;
  /** The payload, parsed. */
  body: Json;
  facts: Facts;
  context: Context;
}
