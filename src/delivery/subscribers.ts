import type { ClaimedEnvelope } from '../inbox/index.js';
import type { Facts } from './handles.js';

/** An attempt that a subscriber has in hand. */
export interface InFlight {
  envelope: ClaimedEnvelope;
  /** Milliseconds since 1970; moves on when the lease is extended. */
  leaseUntil: number;
}

/** A connected app. */
export interface Subscriber {
  id: string;
  name: string;
  maxInFlight: number;
  wantsRawJson: boolean;
  handles: (facts: Facts) => boolean;
  /** By lease. */
  inFlight: Map<string, InFlight>;
}

/** Those who compete for envelopes, in turn. */
export interface Subscribers {
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  all(): readonly Subscriber[];
  /** Whether anybody handles such a payload, at the limit or not. */
  isHandled(facts: Facts): boolean;
  /** How many more envelopes all of them together would take now. */
  credit(): number;
  /**
   * Whose turn it is for such a payload: the subscriber with credit that waited longest, `busy` when all that
   * handle it are at their limit, `none` when nobody handles it.
   */
  choose(facts: Facts): Subscriber | 'busy' | 'none';
}

export function createSubscribers(): Subscribers {
  /** Longest without a delivery first. */
  let queue: Subscriber[] = [];

  return {
    add: (subscriber) => void queue.unshift(subscriber),
    remove: (subscriber) => {
      queue = queue.filter((other) => other !== subscriber);
    },
    all: () => queue,
    isHandled: (facts) => queue.some(({ handles }) => handles(facts)),
    credit: () =>
      queue.reduce((sum, { maxInFlight, inFlight }) => sum + Math.max(0, maxInFlight - inFlight.size), 0),
    choose(facts) {
      const able = queue.filter(({ handles }) => handles(facts));
      if (able.length === 0) return 'none';
      const chosen = able.find(({ maxInFlight, inFlight }) => inFlight.size < maxInFlight);
      if (!chosen) return 'busy';
      queue.splice(queue.indexOf(chosen), 1);
      queue.push(chosen);
      return chosen;
    },
  };
}
