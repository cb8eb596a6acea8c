import { HavocError } from '../base/index.js';
import type { Fleet } from '../fleet/index.js';
import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Replies } from '../replies/index.js';
import { type Arrive, createArrive } from './arrive.js';
import { createSetAside } from './aside.js';
import type { Delivery, FindContext, Learn, LeasedEnvelope } from './attempt.js';
import { createDispatcher } from './dispatcher.js';
import { createDue } from './due.js';
import { createElsewhere } from './elsewhere.js';
import { createFollowers } from './followers.js';
import { createGiveUp } from './give-up.js';
import { createHandOver } from './hand-over.js';
import { createHeld } from './held.js';
import type { DeliveryMeter } from './meter.js';
import { createReserve } from './reserve.js';
import { union } from './selection.js';
import { createSettling, type Settling } from './settling.js';
import { createSilence } from './silence.js';
import { untilIdle, whileThereIsTime } from './stopping.js';
import { createSubscriber, type InFlight, type Subscribe, type Subscriber } from './subscriber.js';
import { createSubscribers } from './subscribers.js';
import { createUnprepared } from './unprepared.js';

/** How deliveries reach an app: a gRPC stream, or whatever else carries them. */
export interface Carrier {
  /** @throws where it cannot be carried; it is then tried again later */
  deliver(delivery: Delivery): void;
  /** Nothing more comes; what is in flight may still be settled. */
  closing(reason: string): void;
  /** Nothing is in flight any more, or it is given back: the app need not stay. */
  end(): void;
}

/** What a connected app can say. Each rejects with `inbox.lease_lost` (failed_precondition) when too late. */
export interface Subscription extends Settling {
  id: string;
  /** The app takes no more, and will settle what it has in hand: nothing but these leases. */
  drain(inHand: readonly string[]): Promise<void>;
  /** The app is gone: what it had in hand is due again at once. */
  close(): Promise<void>;
}

export interface DeliveryRoom {
  /**
   * @throws HavocError `delivery.bad_handles` or `delivery.bad_credit` (invalid_argument), `delivery.stopping`
   * (unavailable)
   */
  subscribe(asked: Subscribe, carrier: Carrier): Subscription;
  /** The one way in for what Slack sends: commits it and hands it out. */
  arrive: Arrive;
  /** Something was made due past this room: here or elsewhere it is looked for at once. */
  wake(): void;
  /** How long a delivery may stay unsettled, in milliseconds. */
  readonly leaseMs: number;
  /** Who is connected to this sidecar, and what each declared. */
  declared(): Pick<Subscribe, 'name' | 'handles'>[];
  /** How many apps are connected, deliveries unsettled in their hands, and envelopes waiting here for busy ones. */
  counts(): { apps: number; inFlight: number; held: number };
  /** Why a delivery could not be prepared within the last minutes, for people; undefined when all could. */
  trouble(): string | undefined;
  /**
   * Hands out no more, waits up to `graceMs` for what is in flight, gives back the rest, and ends the streams: within
   * two seconds more, though the database be silent.
   *
   * @param hurry ends the waiting
   */
  stop(graceMs: number, hurry?: AbortSignal): Promise<void>;
}

export interface DeliveryOptions {
  inbox: Inbox;
  fleet: Pick<Fleet, 'declare' | 'others' | 'onChange' | 'notify' | 'on'>;
  replies: Replies;
  /** What a payload teaches is learned before the app sees it, and also where no app does. */
  learn: Learn;
  findContext: FindContext;
  meter: DeliveryMeter;
  log: Logger;
  /** After how many attempts an envelope becomes a dead letter. */
  maxAttempts: number;
  /** How long an envelope that no connected subscriber handles is kept for one. */
  unhandledAfterMs: number;
  /** How often to look for what is due without having been told. */
  pollMs: number;
}

/**
 * Hands what comes to the apps that are connected, and takes their word for how it ended. What has just come is
 * reserved for a subscriber before its commit; all else is claimed from the inbox by the dispatcher.
 */
export function createDelivery(options: DeliveryOptions): DeliveryRoom {
  const { inbox, fleet, log, meter, pollMs } = options;
  const subscribers = createSubscribers();
  const carriers = new Map<Subscriber, Carrier>();
  const elsewhere = createElsewhere(fleet, log);
  const held = createHeld();
  const due = createDue({ fleet });
  const ordered = () => union([subscribers.orderedSelection(), elsewhere.orderedSelection()]);
  const { maxAttempts } = options;
  const claiming = () => ({ ordered: ordered(), maxAttempts });
  const followers = createFollowers({ inbox, claiming, due, log });
  const giveUp = createGiveUp({ inbox, meter, log });
  const unprepared = createUnprepared({
    ...options,
    giveUp,
    retryMs: pollMs,
    due,
  });
  const handOver = createHandOver({
    ...options,
    unprepared,
    wantsOrder: (facts) => subscribers.wantsOrder(facts) || elsewhere.wantsOrder(facts),
    due,
    deliver: (subscriber, delivery) => carriers.get(subscriber)?.deliver(delivery),
  });
  const setAside = createSetAside({ ...options, subscribers, elsewhere, due });
  const dispatcher = createDispatcher({
    ...options,
    subscribers,
    elsewhere,
    ordered,
    held,
    followers,
    handOver,
    setAside,
    giveUp,
    due,
  });
  due.watch(dispatcher);
  const reserve = createReserve({ subscribers, elsewhere, held, handOver, dispatcher, due, log });
  const connected = () => [...carriers.keys()];
  const silence = createSilence({
    connected,
    leaseMs: inbox.leaseMs,
    meter,
    log,
    putBack: inbox.putBack,
    onFreed: dispatcher.freed,
    onChange() {
      declare();
      due.now();
    },
  });
  const looking = setInterval(() => {
    silence.look();
    followers.look();
  }, pollMs);
  let stopping = false;

  inbox.onCommitted(({ wantedBy }) => {
    if (wantedBy === undefined) due.now();
  });
  inbox.onReady(due.now);
  inbox.onDead(({ id, kind, name, attempts }) => {
    meter.died(kind, 'attempts');
    log.warn(
      { envelope_id: id, kind, name, attempts },
      'an envelope became a dead letter: its last lease ran out',
    );
  });
  fleet.onChange(unpark);

  function declare(): void {
    const speaking = stopping ? [] : subscribers.all().filter((one) => !one.isSilent());
    fleet.declare(
      speaking.map(({ declarations, isOrdered }) => ({
        declarations: [...declarations],
        ordered: isOrdered,
      })),
    );
  }

  /** Somebody may have come who handles what was parked, or what was committed here before they were known. */
  function unpark(): void {
    inbox
      .unpark()
      .catch((failure: unknown) => log.error({ err: failure }, 'could not make parked envelopes due'))
      .finally(() => {
        due.now();
        due.elsewhere();
      });
  }

  function connect(subscriber: Subscriber, carrier: Carrier): void {
    subscribers.add(subscriber);
    carriers.set(subscriber, carrier);
    log.info({ subscriber: subscriber.name, max_in_flight: subscriber.maxInFlight }, 'subscriber connected');
    declare();
    unpark();
  }

  /** It stays connected, as nobody who competes any more. */
  async function retire(subscriber: Subscriber, inHand: ReadonlySet<string>): Promise<void> {
    subscribers.remove(subscriber);
    declare();
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
  }

  async function disconnect(subscriber: Subscriber, settling: Settling): Promise<void> {
    if (!carriers.delete(subscriber)) return;
    subscribers.remove(subscriber);
    declare();
    await settling.settled();
    const left = subscriber.inFlight();
    for (const { envelope } of left) subscriber.takeBack(envelope.lease);
    log.info({ subscriber: subscriber.name, released: left.length }, 'subscriber gone');
    if (left.length > 0) await due.back(giveBack(left));
    else due.now();
  }

  async function giveBack(left: readonly InFlight[]): Promise<void> {
    await inbox.release(unsettledOf(left.filter(({ isProbe }) => !isProbe)));
    await inbox.putBack(unsettledOf(left.filter(({ isProbe }) => isProbe)));
  }

  async function giveBackAll(): Promise<void> {
    await giveBack(connected().flatMap((one) => one.inFlight())).catch((failure: unknown) =>
      log.error({ err: failure }, 'leases could not be given back; they run out'),
    );
    await inbox.idle();
  }

  return {
    leaseMs: inbox.leaseMs,
    arrive: createArrive({ inbox, reserve }),
    wake() {
      due.left();
      due.now();
      due.elsewhere();
    },
    counts: () => ({
      apps: connected().length,
      inFlight: connected().reduce((sum, one) => sum + one.inFlight().length, 0),
      held: held.size(),
    }),
    declared: () => subscribers.all().map(({ name, declarations }) => ({ name, handles: declarations })),
    trouble: unprepared.trouble,

    subscribe(asked, carrier) {
      if (stopping) throw isStopping();
      const subscriber = createSubscriber(asked, followers.dissolve);
      connect(subscriber, carrier);
      const settling = createSettling({
        ...options,
        subscriber,
        onHeard: (said) => silence.heard(subscriber, said),
        followers,
        due,
        onFreed: () => dispatcher.freed(subscriber),
        onEnding({ envelope }, isNextFirst) {
          if (isNextFirst) return dispatcher.follow(envelope.lease);
          // Another of its conversation may be due now.
          const isOrdered = envelope.orderKey !== undefined && subscribers.wantsOrder();
          if (isOrdered || dispatcher.isBehind()) due.now();
        },
      });
      return {
        id: subscriber.id,
        ...settling,
        drain: (inHand) => retire(subscriber, new Set(inHand)),
        close: () => disconnect(subscriber, settling),
      };
    },

    async stop(graceMs, hurry) {
      stopping = true;
      declare();
      clearInterval(looking);
      const end = performance.now() + graceMs;
      const inTime = (work: Promise<unknown>) => whileThereIsTime(work, end, hurry);
      due.stop();
      await inTime(dispatcher.stop());
      for (const carrier of carriers.values()) carrier.closing('havoc is stopping');
      await untilIdle(connected(), end, hurry);
      const isWritten = await inTime(giveBackAll());
      if (!isWritten) log.error('the database is silent: leases are not given back; they run out');
      for (const carrier of carriers.values()) carrier.end();
      due.elsewhere();
    },
  };
}

function isStopping(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'delivery.stopping',
    message: 'havoc is stopping: connect again, and the one that comes after it will answer.',
  });
}

/** Of what the app is not done with: what it has settled is not handed out again while that is being written down. */
function unsettledOf(inFlight: readonly InFlight[]): LeasedEnvelope[] {
  return inFlight.filter(({ isEnding }) => !isEnding).map(({ envelope }) => envelope);
}
