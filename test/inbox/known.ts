import type { ClaimedEnvelope } from '../../src/inbox/index.js';

/** What the model knows about an envelope from the inbox's answers. */
export interface Known {
  id: string;
  key: string;
  conversation: string | undefined;
  attempts: number;
  /** The attempt that may settle the envelope. */
  lease: string | undefined;
  /** True if that attempt was claimed in order. */
  inTurn: boolean;
  state: 'due' | 'leased' | 'delayed' | 'parked' | 'settled' | 'dead';
}

/** An attempt, whether it is over or not. */
export interface Held {
  known: Known;
  ref: ClaimedEnvelope;
  /** All attempts of its conversation that were claimed with it, first to last. */
  run: Held[];
}

export function newlyCommitted(id: string, key: string, conversation: string | undefined): Known {
  return { id, key, conversation, attempts: 0, lease: undefined, inTurn: false, state: 'due' };
}

export const byId = (one: Known, other: Known) => Number(one.id) - Number(other.id);
export const lastOf = (some: readonly Known[]) => some.toSorted(byId).at(-1);

/** True if the attempt may still settle its envelope. */
export const holds = ({ known, ref }: Held) => known.lease === ref.lease;
