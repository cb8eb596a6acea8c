import type { AttemptRef } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { DeliveryMeter } from './meter.js';
import type { InFlight, Subscriber } from './subscriber.js';

export interface SilenceOptions {
  /** All connected subscribers, including those that take no more. */
  connected: () => readonly Subscriber[];
  leaseMs: number;
  meter: DeliveryMeter;
  log: Logger;
  /** Gives leases back without counting the attempts. */
  putBack: (attempts: readonly AttemptRef[]) => Promise<void>;
  onFreed: (subscriber: Subscriber) => void;
  /** Called when a subscriber falls silent, and when it speaks again. */
  onChange: () => void;
}

/** Finds out which subscribers are silent. */
export interface Silence {
  /**
   * Takes back attempts whose leases ran out. The inbox hands them out again, but not to a silent subscriber.
   */
  look(): void;
  /**
   * Reports a call by a subscriber. A silent one gets more only once `said` settles, because the call may end
   * an attempt.
   */
  heard(subscriber: Subscriber, said: Promise<unknown>): void;
}

/**
 * A subscriber that lets a lease run out gets its credit back. If it also says nothing for half a lease, it
 * is silent: a live client extends within that time. A silent subscriber gets nothing more until it says
 * something, except probes, which give it something to answer. It gets one probe at a time, each one lease
 * duration after the attempt before it expired.
 *
 * A probe that runs out does not count as an attempt. It tells nothing new about the app and nothing about
 * the envelope, which must not become a dead letter because of it. The attempt during which the app fell
 * silent counts, because that envelope may be what stops the app. Each attempt after the app has spoken or
 * connected again counts too.
 */
export function createSilence(options: SilenceOptions): Silence {
  const { connected, leaseMs, meter, log, putBack, onFreed, onChange } = options;

  /**
   * True if the app has got the attempt and then said nothing for half a lease. False while the attempt is
   * settled.
   */
  function owesWord(subscriber: Subscriber, { deliveredAt, isEnding }: InFlight, now: number): boolean {
    return (
      !isEnding &&
      deliveredAt !== undefined &&
      now - Math.max(subscriber.heardAt(), deliveredAt) >= leaseMs / 2
    );
  }

  /**
   * A probe ends before its lease does, so that no other replica counts it as an attempt whose lease ran out.
   */
  function endOf({ leaseUntil, isProbe }: InFlight): number {
    return isProbe ? leaseUntil - leaseMs / 4 : leaseUntil;
  }

  function fallSilent(subscriber: Subscriber): void {
    subscriber.fallSilent();
    log.warn(
      { subscriber: subscriber.name },
      'a subscriber let a lease run out and is silent: it gets one delivery at a time until it settles or extends',
    );
    onChange();
  }

  function uncount(probes: readonly InFlight[]): void {
    if (probes.length === 0) return;
    putBack(probes.map(({ envelope }) => envelope)).catch((failure: unknown) =>
      log.error(
        { err: failure },
        'could not give back the probe of a silent subscriber: it counts as an attempt',
      ),
    );
  }

  return {
    look() {
      const now = performance.now();
      for (const subscriber of connected()) {
        const expired = subscriber.inFlight().filter((one) => endOf(one) <= now);
        if (expired.length === 0) continue;
        subscriber.mayBeTried(now + leaseMs);
        if (!subscriber.isSilent() && expired.some((one) => owesWord(subscriber, one, now)))
          fallSilent(subscriber);
        uncount(expired.filter(({ isProbe }) => isProbe));
        for (const { envelope } of expired) {
          subscriber.takeBack(envelope.lease);
          meter.ended(envelope.kind, 'expired');
          onFreed(subscriber);
        }
      }
    },
    heard(subscriber, said) {
      subscriber.heard(performance.now());
      if (!subscriber.isSilent()) return;
      const speaks = () => {
        if (!subscriber.isSilent()) return;
        subscriber.speak();
        log.info({ subscriber: subscriber.name }, 'a silent subscriber speaks again');
        onChange();
      };
      said.then(speaks, speaks);
    },
  };
}
