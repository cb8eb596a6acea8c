import type { Handles } from '../gen/havoc/v1/events.js';
import type { LeasedEnvelope } from './attempt.js';
import type { Facts } from './handles.js';

/** An attempt that a subscriber has in hand. */
export interface InFlight {
  envelope: LeasedEnvelope;
  /** Milliseconds since 1970; moves on when the lease is extended. */
  leaseUntil: number;
  /** Present once the app has replied; settles when the reply has arrived. */
  replying?: Promise<boolean>;
}

/**
 * A connected app. It is heard as long as it settles or extends; one that lets leases run out and says nothing, as
 * a process that is stopped does, is silent, and gets no more until it says something.
 */
export interface Subscriber {
  id: string;
  name: string;
  maxInFlight: number;
  wantsRawJson: boolean;
  /** Wants one at a time of each conversation, in order. */
  isOrdered: boolean;
  declarations: readonly Handles[];
  handles: (facts: Facts) => boolean;
  /** By lease. */
  inFlight: Map<string, InFlight>;
  /** Promised to what is being committed. */
  reserved: number;
  /** Of the payloads in flight. */
  bytes: number;
  /** When it last said anything, in milliseconds since 1970. */
  heardAt: number;
  isSilent: boolean;
}

/** However many it takes at a time, one app that does not read fills no more of the memory than this. */
const MOST_BYTES_IN_FLIGHT = 64 * 1024 * 1024;

/** How many more it would take now. */
export function creditOf({ isSilent, bytes, maxInFlight, inFlight, reserved }: Subscriber): number {
  if (isSilent || bytes >= MOST_BYTES_IN_FLIGHT) return 0;
  return Math.max(0, maxInFlight - inFlight.size - reserved);
}

/** Puts an attempt into its hands. */
export function give(subscriber: Subscriber, envelope: LeasedEnvelope, leaseUntil: number): void {
  subscriber.inFlight.set(envelope.lease, { envelope, leaseUntil });
  subscriber.bytes += envelope.payload.length;
}

/** Takes an attempt out of its hands; false when it was not there. */
export function takeBack(subscriber: Subscriber, lease: string): boolean {
  const inFlight = subscriber.inFlight.get(lease);
  if (!inFlight) return false;
  subscriber.inFlight.delete(lease);
  subscriber.bytes -= inFlight.envelope.payload.length;
  return true;
}

/** Those who compete for envelopes, in turn. */
export interface Subscribers {
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  has(subscriber: Subscriber): boolean;
  all(): readonly Subscriber[];
  /** Whether anybody handles such a payload, at the limit or not. */
  isHandled(facts: Facts): boolean;
  /** Whether anybody who handles such a payload wants order; of no payload in particular, whether anybody does. */
  wantsOrder(facts?: Facts): boolean;
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
  const queue: Subscriber[] = [];

  return {
    add: (subscriber) => void queue.unshift(subscriber),
    remove(subscriber) {
      const at = queue.indexOf(subscriber);
      if (at >= 0) queue.splice(at, 1);
    },
    has: (subscriber) => queue.includes(subscriber),
    all: () => queue,
    isHandled: (facts) => queue.some(({ handles }) => handles(facts)),
    wantsOrder: (facts) => queue.some(({ isOrdered, handles }) => isOrdered && (!facts || handles(facts))),
    credit: () => queue.reduce((sum, subscriber) => sum + creditOf(subscriber), 0),
    choose(facts) {
      let isHandled = false;
      for (const [at, subscriber] of queue.entries()) {
        if (!subscriber.handles(facts)) continue;
        isHandled = true;
        if (creditOf(subscriber) === 0) continue;
        queue.splice(at, 1);
        queue.push(subscriber);
        return subscriber;
      }
      return isHandled ? 'busy' : 'none';
    },
  };
}
