import { randomUUID } from 'node:crypto';
import { HavocError } from '../base/index.js';
import type { Replies } from '../fleet/index.js';
import type { Delivery, Open } from '../gen/havoc/v1/events.js';
import type { Inbox, LeaseRef } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { createDispatcher, type Learn, type Prepare } from './dispatcher.js';
import { compileHandles } from './handles.js';
import { createSettling, type Settling } from './settling.js';
import { createSubscribers, type Subscriber } from './subscribers.js';

/** How deliveries reach an app: a gRPC stream, or whatever else carries them. */
export interface Carrier {
  deliver(delivery: Delivery): void;
  /** Nothing more comes; what is in flight may still be settled. */
  closing(reason: string): void;
}

/** What a connected app can say. Each rejects with `inbox.lease_lost` (failed_precondition) when too late. */
export interface Subscription extends Settling {
  id: string;
  /** The app is gone: what it had in hand is due again at once. */
  close(): Promise<void>;
}

export interface DeliveryRoom {
  /**
   * @throws HavocError `delivery.bad_handles` or `delivery.bad_credit` (invalid_argument), `delivery.stopping`
   * (unavailable)
   */
  subscribe(open: Open, carrier: Carrier): Subscription;
  /** How long a delivery may stay unsettled, in milliseconds. */
  readonly leaseMs: number;
  /** Hands out no more, waits up to `graceMs` for what is in flight, gives back the rest. */
  stop(graceMs: number): Promise<void>;
}

export interface DeliveryOptions {
  inbox: Inbox;
  replies: Replies;
  /** What a payload teaches is learned before the app sees it, and also where no app does. */
  learn: Learn;
  prepare: Prepare;
  log: Logger;
  /** How long an envelope that no connected subscriber handles is kept for one. */
  unhandledAfterMs: number;
  /** How often to look for what is due without having been told. */
  pollMs: number;
}

const DEFAULT_IN_FLIGHT = 100;
const MAX_IN_FLIGHT = 10_000;

/** Hands what is due to the apps that are connected, and takes their word for how it ended. */
export function createDelivery(options: DeliveryOptions): DeliveryRoom {
  const { inbox, log } = options;
  const subscribers = createSubscribers();
  const carriers = new Map<Subscriber, Carrier>();
  const dispatcher = createDispatcher({
    ...options,
    subscribers,
    deliver: (subscriber, delivery) => carriers.get(subscriber)?.deliver(delivery),
  });
  let stopping = false;
  inbox.onCommitted(dispatcher.wake);

  return {
    leaseMs: inbox.leaseMs,

    subscribe(open, carrier) {
      if (stopping) throw isStopping();
      const subscriber = toSubscriber(open);
      subscribers.add(subscriber);
      carriers.set(subscriber, carrier);
      log.info(
        { subscriber: subscriber.name, max_in_flight: subscriber.maxInFlight },
        'subscriber connected',
      );
      inbox
        .unpark()
        .catch((failure: unknown) => log.error({ err: failure }, 'could not make parked envelopes due'))
        .finally(dispatcher.wake);
      const settling = createSettling({ ...options, subscriber, onFreed: dispatcher.wake });
      return {
        id: subscriber.id,
        ...settling,
        async close() {
          if (!carriers.delete(subscriber)) return;
          subscribers.remove(subscriber);
          await settling.settled();
          const leases = leasesOf(subscriber);
          subscriber.inFlight.clear();
          log.info({ subscriber: subscriber.name, released: leases.length }, 'subscriber gone');
          await inbox.release(leases);
          dispatcher.wake();
        },
      };
    },

    async stop(graceMs) {
      stopping = true;
      await dispatcher.stop();
      for (const carrier of carriers.values()) carrier.closing('havoc is stopping');
      await untilIdle(subscribers.all(), graceMs);
      await inbox
        .release(subscribers.all().flatMap(leasesOf))
        .catch((failure: unknown) =>
          log.error({ err: failure }, 'leases could not be given back; they run out'),
        );
      await inbox.idle();
    },
  };
}

function toSubscriber({ name, max_in_flight = DEFAULT_IN_FLIGHT, raw_json, handles = [] }: Open): Subscriber {
  if (max_in_flight < 1 || max_in_flight > MAX_IN_FLIGHT) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'delivery.bad_credit',
      message: `max_in_flight must be 1 to ${MAX_IN_FLIGHT}, not ${max_in_flight}.`,
    });
  }
  const id = randomUUID();
  return {
    id,
    name: name || id,
    maxInFlight: max_in_flight,
    wantsRawJson: raw_json ?? false,
    handles: compileHandles(handles),
    inFlight: new Map(),
  };
}

function isStopping(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'delivery.stopping',
    message: 'havoc is stopping: connect again, and the one that comes after it will answer.',
  });
}

function leasesOf({ inFlight }: Subscriber): LeaseRef[] {
  return [...inFlight.values()].map(({ envelope: { id, lease } }) => ({ id, lease }));
}

async function untilIdle(subscribers: readonly Subscriber[], graceMs: number): Promise<void> {
  const end = Date.now() + graceMs;
  while (Date.now() < end && subscribers.some(({ inFlight }) => inFlight.size > 0)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
