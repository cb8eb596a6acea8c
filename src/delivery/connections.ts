import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Announce } from './announce.js';
import type { Delivery } from './attempt.js';
import type { Due } from './due.js';
import type { GiveBack } from './give-back.js';
import type { Settling } from './settling.js';
import type { Subscriber } from './subscriber.js';
import type { Subscribers } from './subscribers.js';

/** How deliveries reach an app, for example a gRPC stream. */
export interface Carrier {
  /** @throws if the delivery cannot be carried; it is then tried again later */
  deliver(delivery: Delivery): void;
  /** Tells the app that nothing more comes. What is in flight may still be settled. */
  closing(reason: string): void;
  /** Ends the connection: everything that was in flight is settled or given back. */
  end(): void;
}

/** The apps connected to this sidecar with their carriers, including apps that get no more deliveries. */
export interface Connections {
  /** Adds a subscriber, which competes from now on. */
  connect(subscriber: Subscriber, carrier: Carrier): void;
  /**
   * Gives a subscriber no more deliveries. It stays connected and keeps only the attempts with the leases
   * `inHand`.
   */
  retire(subscriber: Subscriber, inHand: ReadonlySet<string>): Promise<void>;
  /**
   * Removes a subscriber. Waits for its settlements under way. Then its other deliveries are due again at
   * once.
   */
  disconnect(subscriber: Subscriber, settling: Pick<Settling, 'settled'>): Promise<void>;
  subscribers(): Subscriber[];
  carriers(): Carrier[];
  /** Passes a delivery to the subscriber's carrier; does nothing if the subscriber is gone. */
  deliver(subscriber: Subscriber, delivery: Delivery): void;
}

export interface ConnectionsOptions {
  inbox: Pick<Inbox, 'putBack'>;
  /** The subscribers that compete. */
  subscribers: Subscribers;
  announce: Announce;
  giveBack: GiveBack;
  due: Pick<Due, 'now' | 'back'>;
  log: Logger;
  /** Called when an app has connected. */
  onConnected: () => void;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { inbox, subscribers, announce, giveBack, due, log, onConnected } = options;
  const carriers = new Map<Subscriber, Carrier>();

  return {
    connect(subscriber, carrier) {
      subscribers.add(subscriber);
      carriers.set(subscriber, carrier);
      log.info(
        { subscriber: subscriber.name, max_in_flight: subscriber.maxInFlight },
        'subscriber connected',
      );
      announce.changed();
      onConnected();
    },
    async retire(subscriber, inHand) {
      subscribers.remove(subscriber);
      announce.changed();
      const unseen = subscriber
        .inFlight()
        .filter(({ envelope, isEnding }) => !isEnding && !inHand.has(envelope.lease))
        .map(({ envelope }) => envelope);
      for (const { lease } of unseen) subscriber.takeBack(lease);
      const inHandNow = subscriber.inFlight().length;
      log.info({ subscriber: subscriber.name, in_hand: inHandNow }, 'subscriber gets no more deliveries');
      // Attempts that are held for it are offered to others.
      due.now();
      if (unseen.length > 0) await due.back(inbox.putBack(unseen));
    },
    async disconnect(subscriber, settling) {
      if (!carriers.delete(subscriber)) return;
      subscribers.remove(subscriber);
      announce.changed();
      await settling.settled();
      const left = subscriber.inFlight();
      for (const { envelope } of left) subscriber.takeBack(envelope.lease);
      log.info({ subscriber: subscriber.name, released: left.length }, 'subscriber disconnected');
      if (left.length > 0) await due.back(giveBack(left));
      else due.now();
    },
    subscribers: () => [...carriers.keys()],
    carriers: () => [...carriers.values()],
    deliver: (subscriber, delivery) => carriers.get(subscriber)?.deliver(delivery),
  };
}
