import type { Json } from '../base/index.js';
import type { ClaimedEnvelope, NewEnvelope } from '../inbox/index.js';
import type { Context } from '../resolve/index.js';
import { parseObject } from '../slack/index.js';
import type { Facts } from './handles.js';

/** Something that Slack sent, before it is known who takes it. */
export interface Draft extends Omit<NewEnvelope, 'lease' | 'wantedBy'> {
  /** The payload, parsed. */
  body: Json;
}

/** An envelope under a lease of this process's: claimed so, or committed so. */
export type LeasedEnvelope = Omit<ClaimedEnvelope, 'dedupeKey'>;

/** One attempt to hand an envelope to the app. */
export interface Attempt {
  envelope: LeasedEnvelope;
  body: Json;
  facts: Facts;
  /** As performance.now() has it, never later than in the database. */
  leasedAt: number;
  /** Nothing earlier of its conversation was unsettled when it was leased. */
  isInTurn: boolean;
}

/** Slack's JSON; undefined where the payload is none, as that of a dead letter whose day was dropped before it died. */
export function bodyOf({ payload }: Pick<LeasedEnvelope, 'payload'>): Json | undefined {
  try {
    return parseObject(payload.toString(), 'The payload');
  } catch {
    return undefined;
  }
}

/** Takes in what a payload teaches, the same one as often as it comes. Never rejects. */
export type Learn = (envelope: LeasedEnvelope, body: Json) => Promise<void>;

/** Finds who and where a payload speaks of. Never rejects for what the payload holds. */
export type FindContext = (envelope: LeasedEnvelope, body: Json) => Promise<Context>;

/** One attempt as a carrier takes it to the app, in no language of a protocol. */
export interface Delivery {
  /** `payload` is Slack's JSON in its bytes, without the secrets. */
  envelope: LeasedEnvelope;
  /** The payload, parsed. */
  body: Json;
  facts: Facts;
  context: Context;
}
