import { randomUUID } from 'node:crypto';
import { HavocError } from '../base/index.js';
import type { Handles } from '../fleet/index.js';
import type { LeasedEnvelope } from './attempt.js';
import { compileHandles, type Facts } from './handles.js';

/** An attempt that a subscriber has in hand. */
export interface InFlight {
  readonly envelope: LeasedEnvelope;
  /** As performance.now() has it, which no jump of a clock moves; later when the lease is extended. */
  readonly leaseUntil: number;
  /** When the app was given it, by the same clock; absent until then. */
  readonly deliveredAt: number | undefined;
  /** The app has said how it ended; that is being written down. */
  readonly isEnding: boolean;
  /** It was given to find out whether the app is there again, which has said nothing since: that is no attempt at it. */
  readonly isProbe: boolean;
  /** Present once the app has replied; settles when the reply has arrived. */
  readonly replying: Promise<boolean> | undefined;
}

type Writable = { -readonly [Key in keyof InFlight]: InFlight[Key] };

/**
 * A connected app. Its functions alone change it. It is heard as long as it settles or extends; one that lets leases run
 * out and says nothing, as a process that is stopped does, is silent, and gets no more until it says something, but for
 * a probe now and then.
 */
export interface Subscriber {
  readonly id: string;
  readonly name: string;
  readonly maxInFlight: number;
  /** Wants one at a time of each conversation, in order. */
  readonly isOrdered: boolean;
  readonly declarations: readonly Handles[];
  readonly handles: (facts: Facts) => boolean;
  isSilent(): boolean;
  /** When it last said anything, as performance.now() has it. */
  heardAt(): number;
  inFlight(): readonly InFlight[];
  find(lease: string): InFlight | undefined;
  /** How many more it would take now. */
  credit(): number;
  /** Keeps credit for what is being committed, until the function that it returns is called. */
  reserve(): () => void;
  /** Puts an attempt into its hands. */
  give(envelope: LeasedEnvelope, leaseUntil: number): void;
  /** The app is given the attempt now. */
  delivered(lease: string, now: number): void;
  /** The lease was extended. */
  renewed(lease: string, leaseUntil: number): void;
  /** The app has replied; the promise settles when the reply has arrived. */
  replied(lease: string, replying: Promise<boolean>): void;
  /** The app has settled it: while that is written down, it can take another. */
  beginEnding(lease: string): void;
  /** Takes an attempt out of its hands; false when it was not there. */
  takeBack(lease: string): boolean;
  /** It says something. What it was tried with is an attempt from now on. */
  heard(now: number): void;
  /** Leases ran out: while it is silent, it may be given one more from then on. */
  mayBeTried(from: number): void;
  fallSilent(): void;
  speak(): void;
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
 * @param onTakenBack told of each attempt that was taken out of its hands
 * @throws HavocError `delivery.bad_handles` or `delivery.bad_credit` (invalid_argument)
 */
export function createSubscriber(
  { name, maxInFlight = DEFAULT_IN_FLIGHT, handles, isOrdered = false }: Subscribe,
  onTakenBack: (lease: string) => void,
): Subscriber {
  if (maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT) throw badCredit(maxInFlight);
  const id = randomUUID();
  const inFlight = new Map<string, Writable>();
  let ending = 0;
  let reserved = 0;
  let bytes = 0;
  let heardAt = performance.now();
  let isSilent = false;
  let probedFrom = 0;

  /** What it was tried with is an attempt from now on, since it says something. */
  function countProbes(): void {
    for (const one of inFlight.values()) one.isProbe = false;
  }

  function change(lease: string, to: Partial<Writable>): void {
    const one = inFlight.get(lease);
    if (one) Object.assign(one, to);
  }

  return {
    id,
    name: name || id,
    maxInFlight,
    isOrdered,
    declarations: handles,
    handles: compileHandles(handles),
    isSilent: () => isSilent,
    heardAt: () => heardAt,
    inFlight: () => [...inFlight.values()],
    find: (lease) => inFlight.get(lease),
    credit() {
      const taken = inFlight.size + reserved;
      if (isSilent) return taken === 0 && performance.now() >= probedFrom ? 1 : 0;
      if (bytes >= MOST_BYTES_IN_FLIGHT) return 0;
      return Math.max(0, Math.min(maxInFlight - taken + ending, MOST_WITH_ENDING * maxInFlight - taken));
    },
    reserve() {
      reserved++;
      return () => void reserved--;
    },
    give(envelope, leaseUntil) {
      const fresh = { deliveredAt: undefined, replying: undefined, isEnding: false, isProbe: isSilent };
      inFlight.set(envelope.lease, { envelope, leaseUntil, ...fresh });
      bytes += envelope.payload.length;
    },
    delivered: (lease, now) => change(lease, { deliveredAt: now }),
    renewed: (lease, leaseUntil) => change(lease, { leaseUntil }),
    replied: (lease, replying) => change(lease, { replying }),
    beginEnding(lease) {
      if (inFlight.get(lease)?.isEnding !== false) return;
      change(lease, { isEnding: true });
      ending++;
    },
    takeBack(lease) {
      const one = inFlight.get(lease);
      if (!one) return false;
      inFlight.delete(lease);
      bytes -= one.envelope.payload.length;
      if (one.isEnding) ending--;
      onTakenBack(lease);
      return true;
    },
    heard(now) {
      heardAt = now;
      countProbes();
    },
    mayBeTried(from) {
      probedFrom = from;
    },
    fallSilent() {
      isSilent = true;
    },
    speak() {
      isSilent = false;
      countProbes();
    },
  };
}

function badCredit(maxInFlight: number): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'delivery.bad_credit',
    message: `max_in_flight must be 1 to ${MAX_IN_FLIGHT}, not ${maxInFlight}.`,
  });
}
