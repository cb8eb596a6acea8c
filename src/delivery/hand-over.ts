import { createBackgroundWork } from '../base/index.js';
import type { Inbox } from '../inbox/index.js';
import type { Attempt, Delivery, FindContext, Learn, LeasedEnvelope } from './attempt.js';
import type { Due } from './due.js';
import type { Facts } from './handles.js';
import type { DeliveryMeter } from './meter.js';
import type { Subscriber } from './subscriber.js';
import type { Unprepared } from './unprepared.js';

export interface HandOverOptions {
  inbox: Pick<Inbox, 'leaseMs' | 'extend' | 'putBack'>;
  /** True if a subscriber that handles the payload wants order. */
  wantsOrder: (facts: Facts) => boolean;
  due: Pick<Due, 'back'>;
  learn: Learn;
  findContext: FindContext;
  deliver: (subscriber: Subscriber, delivery: Delivery) => void;
  /** Receives each attempt that could not be prepared. */
  unprepared: Pick<Unprepared, 'failed'>;
  meter: DeliveryMeter;
}

export interface HandOver {
  /**
   * Takes the subscriber's credit at once and does the rest later. If the attempt must wait for its turn,
   * puts it back instead.
   */
  start(subscriber: Subscriber, attempt: Attempt): void;
  /** Resolves when each attempt that was started is with its subscriber or given back. */
  idle(): Promise<void>;
}

/** Learns from an attempt's payload, finds its context, and gives both to the subscriber's carrier. */
export function createHandOver(options: HandOverOptions): HandOver {
  const { inbox, wantsOrder, due, learn, findContext, deliver, unprepared, meter } = options;
  const underWay = createBackgroundWork();

  async function prepareAndDeliver(subscriber: Subscriber, attempt: Attempt): Promise<void> {
    const { envelope, body, facts, leasedAt } = attempt;
    // A subscriber is promised a whole lease, but part of this one has passed while the attempt was held.
    const isOld = performance.now() - leasedAt > inbox.leaseMs / 4;
    if (isOld && !(await renew(subscriber, envelope))) return;
    await learn(envelope, body);
    const context = await findContext(envelope, body);
    const inFlight = subscriber.find(envelope.lease);
    // The lease may have run out meanwhile.
    const now = performance.now();
    if (!inFlight || inFlight.leaseUntil <= now) return;
    subscriber.delivered(envelope.lease, now);
    deliver(subscriber, { envelope, body, facts, context });
    meter.handedOver(envelope.kind, Date.now() - envelope.receivedAt.getTime(), envelope.attempt);
  }

  /** True if the attempt must wait: a subscriber that wants order may have connected after it was leased. */
  function isOutOfTurn({ envelope, facts, isInTurn }: Attempt): boolean {
    return !isInTurn && envelope.orderKey !== undefined && wantsOrder(facts);
  }

  async function renew(subscriber: Subscriber, envelope: LeasedEnvelope): Promise<boolean> {
    const startedAt = performance.now();
    const isOurs = await inbox.extend(envelope);
    if (isOurs) subscriber.renewed(envelope.lease, startedAt + inbox.leaseMs);
    else subscriber.takeBack(envelope.lease);
    return isOurs;
  }

  return {
    start(subscriber, attempt) {
      const isPutBack = isOutOfTurn(attempt);
      if (!isPutBack) subscriber.give(attempt.envelope, attempt.leasedAt + inbox.leaseMs);
      const work = isPutBack
        ? due.back(inbox.putBack([attempt.envelope]))
        : prepareAndDeliver(subscriber, attempt);
      underWay.add(
        work.catch((failure: unknown) => {
          subscriber.takeBack(attempt.envelope.lease);
          return unprepared.failed(attempt.envelope, failure);
        }),
      );
    },
    idle: underWay.idle,
  };
}
