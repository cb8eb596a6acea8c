import type { Delivery } from '../gen/havoc/v1/events.js';
import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Attempt, Learn, LeasedEnvelope, Prepare } from './attempt.js';
import type { Facts } from './handles.js';
import type { DeliveryMeter } from './meter.js';
import { give, type Subscriber, takeBack } from './subscribers.js';

export interface HandOverOptions {
  inbox: Pick<Inbox, 'leaseMs' | 'extend' | 'postpone' | 'putBack'>;
  /** Whether anybody who handles such a payload wants order. */
  wantsOrder: (facts: Facts) => boolean;
  /** Called when something is due that was put back, to be claimed in its turn. */
  onPutBack: () => void;
  learn: Learn;
  prepare: Prepare;
  deliver: (subscriber: Subscriber, delivery: Delivery, bytes: number) => void;
  meter: DeliveryMeter;
  log: Logger;
  /** When what could not be prepared is tried again, in milliseconds. */
  retryMs: number;
}

export interface HandOver {
  /** Takes the subscriber's credit at once, and the rest follows; or puts back what must wait for its turn. */
  start(subscriber: Subscriber, attempt: Attempt): void;
  /** Resolves when all that was started is with its subscriber, or given back. */
  idle(): Promise<void>;
}

/** Learns from an attempt's payload, makes a delivery of it and gives it to the subscriber. */
export function createHandOver(options: HandOverOptions): HandOver {
  const { inbox, wantsOrder, onPutBack, learn, prepare, deliver, meter, log, retryMs } = options;
  const underWay = new Set<Promise<void>>();

  async function prepareAndDeliver(subscriber: Subscriber, attempt: Attempt): Promise<void> {
    const { envelope, body, leasedAt } = attempt;
    // Held for long, its lease is no longer whole, which is what the subscriber was promised.
    const isOld = performance.now() - leasedAt > inbox.leaseMs / 4;
    if (isOld && !(await renew(subscriber, envelope))) return;
    await learn(envelope, body);
    const delivery = await prepare(envelope, body, subscriber.wantsRawJson);
    const inFlight = subscriber.inFlight.get(envelope.lease);
    // By now the lease may have run out.
    const now = performance.now();
    if (!inFlight || inFlight.leaseUntil <= now) return;
    inFlight.deliveredAt = now;
    deliver(subscriber, delivery, envelope.payload.length);
    meter.handedOver(envelope.kind, Date.now() - envelope.receivedAt.getTime(), envelope.attempt);
  }

  /** Whoever wants order may have come after this was leased. */
  function isOutOfTurn({ envelope, facts, isInTurn }: Attempt): boolean {
    return !isInTurn && envelope.orderKey !== undefined && wantsOrder(facts);
  }

  async function renew(subscriber: Subscriber, envelope: LeasedEnvelope): Promise<boolean> {
    const startedAt = performance.now();
    const isOurs = await inbox.extend(envelope);
    const inFlight = subscriber.inFlight.get(envelope.lease);
    if (isOurs && inFlight) inFlight.leaseUntil = startedAt + inbox.leaseMs;
    else takeBack(subscriber, envelope.lease);
    return isOurs;
  }

  async function postpone(subscriber: Subscriber, envelope: LeasedEnvelope, failure: unknown): Promise<void> {
    log.error({ err: failure, envelope_id: envelope.id }, 'could not prepare a delivery');
    takeBack(subscriber, envelope.lease);
    const error = 'havoc could not prepare the delivery';
    await inbox.postpone({ ...envelope, delayMs: retryMs, error }).catch((again: unknown) => {
      log.error(
        { err: again, envelope_id: envelope.id },
        'a lease could not be given back; it runs out by itself',
      );
    });
  }

  return {
    start(subscriber, attempt) {
      const isPutBack = isOutOfTurn(attempt);
      if (!isPutBack) give(subscriber, attempt.envelope, attempt.leasedAt + inbox.leaseMs);
      const work = isPutBack
        ? inbox.putBack([attempt.envelope]).then(onPutBack)
        : prepareAndDeliver(subscriber, attempt);
      const done = work
        .catch((failure: unknown) => postpone(subscriber, attempt.envelope, failure))
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}
