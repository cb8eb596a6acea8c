import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Announce } from './announce.js';
import type { Delivery } from './attempt.js';
import type { Due } from './due.js';
import type { GiveBack } from './give-back.js';
import type { Settling } from './settling.js';
import type { Subscriber } from './subscriber.js';
import type { Subscribers } from './subscribers.js';

/** How deliveries reach an app: a gRPC stream, or whatever else carries them. */
export interface Carrier {
  /** @throws where it cannot be carried; it is then tried again later */
  deliver(delivery: Delivery): void;
  /** Nothing more comes; what is in flight may still be settled. */
  closing(reason: string): void;
  /** Nothing is in flight any more, or it is given back: the app need not stay. */
  end(): void;
}

/** Who is connected to this sidecar, each with its carrier: those who compete, and those who take no more. */
export interface Connections {
  /** From now on it competes. */
  connect(subscriber: Subscriber, carrier: Carrier): void;
  /** It stays connected, but competes no more: it keeps what it has in hand, by those leases, and no more than that. */
  retire(subscriber: Subscriber, inHand: ReadonlySet<string>): Promise<void>;
  /** It is gone: once what it said is done, the rest of what it had in hand is due again at once. */
  disconnect(subscriber: Subscriber, settling: Pick<Settling, 'settled'>): Promise<void>;
  subscribers(): Subscriber[];
  carriers(): Carrier[];
  /** Nothing is delivered to one that is gone. */
  deliver(subscriber: Subscriber, delivery: Delivery): void;
}

export interface ConnectionsOptions {
  inbox: Pick<Inbox, 'putBack'>;
  /** Those who compete. */
  subscribers: Subscribers;
  announce: Announce;
  giveBack: GiveBack;
  due: Pick<Due, 'now' | 'back'>;
  log: Logger;
  /** Called when somebody has come. */
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
      log.info({ subscriber: subscriber.name, in_hand: inHandNow }, 'subscriber takes no more');
      // What is held for it is offered to others.
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
      log.info({ subscriber: subscriber.name, released: left.length }, 'subscriber gone');
      if (left.length > 0) await due.back(giveBack(left));
      else due.now();
    },
    subscribers: () => [...carriers.keys()],
    carriers: () => [...carriers.values()],
    deliver: (subscriber, delivery) => carriers.get(subscriber)?.deliver(delivery),
  };
}
