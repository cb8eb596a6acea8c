import type { AttemptRef } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { DeliveryMeter } from './meter.js';
import type { InFlight, Subscriber } from './subscriber.js';

export interface SilenceOptions {
  /** All who are, those who take no more among them. */
  connected: () => readonly Subscriber[];
  leaseMs: number;
  meter: DeliveryMeter;
  log: Logger;
  /** Gives leases back of what nobody saw. */
  putBack: (attempts: readonly AttemptRef[]) => Promise<void>;
  onFreed: (subscriber: Subscriber) => void;
  /** Called when a subscriber fell silent, and when it speaks again. */
  onChange: () => void;
}

/** Knows who is still there. */
export interface Silence {
  /** Takes back what ran out: the inbox hands it out again by itself, but not to whoever said nothing meanwhile. */
  look(): void;
  /** It says something, which may yet save what it had in hand: only after that is it given more. */
  heard(subscriber: Subscriber, said: Promise<unknown>): void;
}

/**
 * Whoever lets a lease run out has its credit back; whoever also says nothing for half a lease, in which a client
 * that lives extends, is silent: nothing more is handed to it until it says anything, but for one delivery at a time,
 * each a lease after the one before ran out, for it to say something about. Such a probe is no attempt: that it ran
 * out tells of the app what was known, and of the envelope nothing, which must not become a dead letter by it. The
 * attempt in which the app fell silent counts, for it may be the envelope that stops it; and so does each after the app
 * has spoken or connected again.
 */
export function createSilence(options: SilenceOptions): Silence {
  const { connected, leaseMs, meter, log, putBack, onFreed, onChange } = options;

  /** What was never sent, and what is just being written down, the app owes no word about. */
  function owesWord(subscriber: Subscriber, { deliveredAt, isEnding }: InFlight, now: number): boolean {
    return (
      !isEnding &&
      deliveredAt !== undefined &&
      now - Math.max(subscriber.heardAt(), deliveredAt) >= leaseMs / 2
    );
  }

  /** A probe is over before its lease is, so that no other replica takes it as an attempt that came to nothing. */
  function endOf({ leaseUntil, isProbe }: InFlight): number {
    return isProbe ? leaseUntil - leaseMs / 4 : leaseUntil;
  }

  function fallSilent(subscriber: Subscriber): void {
    subscriber.fallSilent();
    log.warn(
      { subscriber: subscriber.name },
      'a subscriber let a lease run out and says nothing: it gets one delivery at a time until it settles or extends',
    );
    onChange();
  }

  function uncount(probes: readonly InFlight[]): void {
    if (probes.length === 0) return;
    putBack(probes.map(({ envelope }) => envelope)).catch((failure: unknown) =>
      log.error(
        { err: failure },
        'what a silent subscriber was tried with could not be given back: it counts',
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
