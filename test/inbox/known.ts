import type { ClaimedEnvelope } from '../../src/inbox/index.js';

/** What is known of an envelope from what the inbox answered. */
export interface Known {
  id: string;
  key: string;
  conversation: string | undefined;
  attempts: number;
  /** The attempt that may settle it. */
  lease: string | undefined;
  /** That was given in order. */
  inTurn: boolean;
  state: 'due' | 'leased' | 'delayed' | 'parked' | 'settled' | 'dead';
}

/** An attempt that ever was. */
export interface Held {
  known: Known;
  ref: ClaimedEnvelope;
  /** All that were claimed with it of its conversation, first to last. */
  run: Held[];
}

export function newlyCommitted(id: string, key: string, conversation: string | undefined): Known {
  return { id, key, conversation, attempts: 0, lease: undefined, inTurn: false, state: 'due' };
}

export const byId = (one: Known, other: Known) => Number(one.id) - Number(other.id);
export const lastOf = (some: readonly Known[]) => some.toSorted(byId).at(-1);

/** Whether the attempt may still settle its envelope. */
export const holds = ({ known, ref }: Held) => known.lease === ref.lease;
