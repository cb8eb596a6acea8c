import { randomUUID } from 'node:crypto';
import { HavocError } from '../base/index.js';
import type { Handles } from '../fleet/index.js';
import type { LeasedEnvelope } from './attempt.js';
import { compileHandles, type Facts } from './handles.js';

/** An attempt that a subscriber has in hand. */
export interface InFlight {
  readonly envelope: LeasedEnvelope;
  /**
   * When the lease ends, by performance.now(), which is immune to clock changes. An extension moves this
   * time.
   */
  readonly leaseUntil: number;
  /** When the app got it, by the same clock; undefined until then. */
  readonly deliveredAt: number | undefined;
  /** True while the app's settlement is being written. */
  readonly isEnding: boolean;
  /**
   * True if it was given to a silent app that has said nothing since. It then does not count as an attempt.
   */
  readonly isProbe: boolean;
  /** Defined once the app has replied. Settles when the reply has arrived. */
  readonly replying: Promise<boolean> | undefined;
}

type Writable = { -readonly [Key in keyof InFlight]: InFlight[Key] };

/**
 * A connected app. Only its own functions change it. An app says something when it settles, extends or
 * replies. An app that lets leases run out and says nothing, like a stopped process, is silent. It gets
 * nothing more until it says something, except a probe now and then.
 */
export interface Subscriber {
  readonly id: string;
  readonly name: string;
  readonly maxInFlight: number;
  /** True if it wants each conversation in order, one envelope at a time. */
  readonly isOrdered: boolean;
  readonly declarations: readonly Handles[];
  readonly handles: (facts: Facts) => boolean;
  isSilent(): boolean;
  /** When it last said anything, by performance.now(). */
  heardAt(): number;
  inFlight(): readonly InFlight[];
  find(lease: string): InFlight | undefined;
  /** How many more it would take now. */
  credit(): number;
  /** Reserves credit for an envelope that is being committed. The returned function ends the reservation. */
  reserve(): () => void;
  /** Puts an attempt into its hands, which takes credit. */
  give(envelope: LeasedEnvelope, leaseUntil: number): void;
  /** Reports that the app gets the attempt now. */
  delivered(lease: string, now: number): void;
  /** Reports that the lease was extended. */
  renewed(lease: string, leaseUntil: number): void;
  /** Reports that the app has replied. The promise settles when the reply has arrived. */
  replied(lease: string, replying: Promise<boolean>): void;
  /** Reports that the app has settled the attempt. While that is being written, the app can take another. */
  beginEnding(lease: string): void;
  /** Takes an attempt out of its hands. Returns false if it had no such attempt. */
  takeBack(lease: string): boolean;
  /** Reports that it says something. Its probes count as attempts from now on. */
  heard(now: number): void;
  /** Sets the time from which it may get its next probe, if it is silent then. */
  mayBeTried(from: number): void;
  fallSilent(): void;
  speak(): void;
}

const DEFAULT_IN_FLIGHT = 100;
const MAX_IN_FLIGHT = 10_000;
/** Limits the memory that an app can fill if it does not read, even if it takes many deliveries at a time. */
const MOST_BYTES_IN_FLIGHT = 64 * 1024 * 1024;
/**
 * While their settlements are being written, deliveries take no credit. But no more than this many times the
 * limit may be in hand in all.
 */
const MOST_WITH_ENDING = 4;

/** What an app asks for when it connects. */
export interface Subscribe {
  /** Shown in logs. If absent or empty, logs show the subscriber's id. */
  name?: string;
  /** How many unsettled deliveries it takes at a time: 1 to 10,000; 100 if absent. */
  maxInFlight?: number;
  /** The app handles payloads that match any of these declarations. */
  handles: readonly Handles[];
  /** True if it wants each conversation in order, one envelope at a time. */
  isOrdered?: boolean;
}

/**
 * Creates the subscriber for an app's request, with nothing in hand yet.
 *
 * @param onTakenBack called with the lease of each attempt that was taken out of its hands
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

  /** Makes its probes count as attempts, because it has said something. */
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
