import { randomUUID } from 'node:crypto';
import { HavocError } from '../base/index.js';
import type { Handles } from '../fleet/index.js';
import type { Selection } from '../inbox/index.js';
import type { LeasedEnvelope } from './attempt.js';
import { compileHandles, type Facts } from './handles.js';
import { scopeOf, union } from './order-scope.js';

/** An attempt that a subscriber has in hand. */
export interface InFlight {
  envelope: LeasedEnvelope;
  /** As performance.now() has it, which no jump of a clock moves; later when the lease is extended. */
  leaseUntil: number;
  /** When the app was given it, by the same clock; absent until then. */
  deliveredAt?: number;
  /** The app has said how it ended; that is being written down. */
  isEnding: boolean;
  /** It was given to find out whether the app is there again, which has said nothing since: that is no attempt at it. */
  isProbe: boolean;
  /** Present once the app has replied; settles when the reply has arrived. */
  replying?: Promise<boolean>;
}

/**
 * A connected app. It is heard as long as it settles or extends; one that lets leases run out and says nothing, as
 * a process that is stopped does, is silent, and gets no more until it says something, but for a probe now and then.
 */
export interface Subscriber {
  id: string;
  name: string;
  maxInFlight: number;
  /** Wants one at a time of each conversation, in order. */
  isOrdered: boolean;
  declarations: readonly Handles[];
  handles: (facts: Facts) => boolean;
  /** By lease. */
  inFlight: Map<string, InFlight>;
  /** Of those in flight, how many the app has settled, which is being written down. */
  ending: number;
  /** Promised to what is being committed. */
  reserved: number;
  /** Of the payloads in flight. */
  bytes: number;
  /** When it last said anything, as performance.now() has it. */
  heardAt: number;
  isSilent: boolean;
  /** From when on, while it is silent, it may be given one more, since what has nothing in hand can say nothing. */
  probedFrom: number;
}

const DEFAULT_IN_FLIGHT = 100;
const MAX_IN_FLIGHT = 10_000;
/** However many it takes at a time, one app that does not read fills no more of the memory than this. */
const MOST_BYTES_IN_FLIGHT = 64 * 1024 * 1024;
/** Times its own limit: so much may be in flight with what is being written down, which is soon over as a rule. */
const MOST_WITH_ENDING = 4;

/** What an app asks for when it connects. */
export interface Subscribe {
  /** Shown in logs; the subscriber's id where absent or empty. */
  name?: string;
  /** How many deliveries it takes unsettled at a time: 1 to 10,000, 100 where absent. */
  maxInFlight?: number;
  /** It handles what any of these matches. */
  handles: readonly Handles[];
  /** Wants one at a time of each conversation, in order. */
  isOrdered?: boolean;
}

/**
 * The app behind such a request to subscribe, with nothing in hand yet.
 *
 * @throws HavocError `delivery.bad_handles` or `delivery.bad_credit` (invalid_argument)
 */
export function createSubscriber({
  name,
  maxInFlight = DEFAULT_IN_FLIGHT,
  handles,
  isOrdered = false,
}: Subscribe): Subscriber {
  if (maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'delivery.bad_credit',
      message: `max_in_flight must be 1 to ${MAX_IN_FLIGHT}, not ${maxInFlight}.`,
    });
  }
  const id = randomUUID();
  return {
    id,
    name: name || id,
    maxInFlight,
    isOrdered,
    declarations: handles,
    handles: compileHandles(handles),
    inFlight: new Map(),
    ending: 0,
    reserved: 0,
    bytes: 0,
    heardAt: performance.now(),
    isSilent: false,
    probedFrom: 0,
  };
}

/** How many more it would take now. */
export function creditOf(subscriber: Subscriber): number {
  const { isSilent, probedFrom, bytes, maxInFlight, inFlight, ending, reserved } = subscriber;
  const taken = inFlight.size + reserved;
  if (isSilent) return taken === 0 && performance.now() >= probedFrom ? 1 : 0;
  if (bytes >= MOST_BYTES_IN_FLIGHT) return 0;
  return Math.max(0, Math.min(maxInFlight - taken + ending, MOST_WITH_ENDING * maxInFlight - taken));
}

/** Puts an attempt into its hands. */
export function give(subscriber: Subscriber, envelope: LeasedEnvelope, leaseUntil: number): void {
  subscriber.inFlight.set(envelope.lease, {
    envelope,
    leaseUntil,
    isEnding: false,
    isProbe: subscriber.isSilent,
  });
  subscriber.bytes += envelope.payload.length;
}

/** The app has settled it: while that is written down, it can take another. */
export function beginEnding(subscriber: Subscriber, inFlight: InFlight): void {
  if (inFlight.isEnding) return;
  inFlight.isEnding = true;
  subscriber.ending++;
}

/** Takes an attempt out of its hands; false when it was not there. */
export function takeBack(subscriber: Subscriber, lease: string): boolean {
  const inFlight = subscriber.inFlight.get(lease);
  if (!inFlight) return false;
  subscriber.inFlight.delete(lease);
  subscriber.bytes -= inFlight.envelope.payload.length;
  if (inFlight.isEnding) subscriber.ending--;
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
  /**
   * Whether anybody handles such a payload of whom an answer may be expected: who speaks, and, where nobody waits for
   * it, also a silent one that may be given one more.
   */
  isAnswered(facts: Facts, replyBy: Date | undefined): boolean;
  /** Whether anybody who handles such a payload wants order; of no payload in particular, whether anybody does. */
  wantsOrder(facts?: Facts): boolean;
  /** What may be for those who want order. */
  orderScope(): Selection;
  /** How many more envelopes all of them together would take now. */
  credit(): number;
  /**
   * Whose turn it is for such a payload: the subscriber with credit that waited longest, for what Slack waits for
   * one that speaks before one that is silent; `busy` when all that handle it are at their limit, `none` when nobody
   * handles it.
   */
  choose(facts: Facts, replyBy: Date | undefined): Subscriber | 'busy' | 'none';
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
    isAnswered: (facts, replyBy) =>
      queue.some((one) => one.handles(facts) && (!one.isSilent || (!replyBy && creditOf(one) > 0))),
    isHandled: (facts) => queue.some(({ handles }) => handles(facts)),
    wantsOrder: (facts) => queue.some(({ isOrdered, handles }) => isOrdered && (!facts || handles(facts))),
    orderScope: () =>
      union(queue.filter(({ isOrdered }) => isOrdered).map(({ declarations }) => scopeOf(declarations))),
    credit: () => queue.reduce((sum, subscriber) => sum + creditOf(subscriber), 0),
    choose(facts, replyBy) {
      const handling = queue.filter(({ handles }) => handles(facts));
      const able = handling.filter((subscriber) => creditOf(subscriber) > 0);
      const chosen = (replyBy && able.find(({ isSilent }) => !isSilent)) ?? able[0];
      if (!chosen) return handling.length > 0 ? 'busy' : 'none';
      queue.splice(queue.indexOf(chosen), 1);
      queue.push(chosen);
      return chosen;
    },
  };
}
