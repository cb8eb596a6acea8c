import { HavocError } from '../base/index.js';
import type { Fleet } from '../fleet/index.js';
import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Replies } from '../replies/index.js';
import { createAnnounce } from './announce.js';
import { type Arrive, createArrive } from './arrive.js';
import { createSetAside } from './aside.js';
import type { FindContext, Learn, LeasedEnvelope } from './attempt.js';
import { type Carrier, createConnections } from './connections.js';
import { createDispatcher } from './dispatcher.js';
import { createDue } from './due.js';
import { createElsewhere } from './elsewhere.js';
import { createFollowers } from './followers.js';
import { createGiveBack } from './give-back.js';
import { createGiveUp } from './give-up.js';
import { createHandOver } from './hand-over.js';
import { createHeld } from './held.js';
import type { DeliveryMeter } from './meter.js';
import { createReserve } from './reserve.js';
import { union } from './selection.js';
import { createSilence } from './silence.js';
import { untilIdle, whileThereIsTime } from './stopping.js';
import { createSubscriber, type InFlight, type Subscribe } from './subscriber.js';
import { createSubscribers } from './subscribers.js';
import { createSubscription, type Subscription } from './subscription.js';
import { createUnprepared } from './unprepared.js';

export interface DeliveryRoom {
  /**
   * @throws HavocError `delivery.bad_handles` or `delivery.bad_credit` (invalid_argument),
   * `delivery.stopping` (unavailable)
   */
  subscribe(asked: Subscribe, carrier: Carrier): Subscription;
  /** Commits what Slack sends and hands it out. It is the only way in. */
  arrive: Arrive;
  /** Reports that envelopes were made due outside this room. All replicas look for them at once. */
  wake(): void;
  /** How long a delivery may stay unsettled, in milliseconds. */
  readonly leaseMs: number;
  /** The subscribers here that take deliveries, and what each declared. */
  declared(): Pick<Subscribe, 'name' | 'handles'>[];
  /**
   * Counts the connected apps, the unsettled deliveries in their hands, and the envelopes held here for busy
   * apps.
   */
  counts(): { apps: number; inFlight: number; held: number };
  /**
   * Why a delivery could not be prepared in the last minutes, as text for people; undefined if none failed.
   */
  trouble(): string | undefined;
  /**
   * Stops handing out envelopes, waits up to `graceMs` for what is in flight, gives back the rest, and ends
   * the streams. It takes at most two seconds longer than `graceMs`, even if the database does not respond.
   *
   * @param hurry ends the waiting when it aborts
   */
  stop(graceMs: number, hurry?: AbortSignal): Promise<void>;
}

export interface DeliveryOptions {
  inbox: Inbox;
  fleet: Pick<Fleet, 'declare' | 'others' | 'onChange' | 'notify' | 'on'>;
  replies: Replies;
  /** Learns from each payload before the app sees it, and also if no app sees it. */
  learn: Learn;
  findContext: FindContext;
  meter: DeliveryMeter;
  log: Logger;
  /** After how many attempts an envelope becomes a dead letter. */
  maxAttempts: number;
  /** True for an envelope that concerns havoc itself. If no subscriber handles it, it is settled without a warning. */
  isOwn?: (envelope: Pick<LeasedEnvelope, 'kind' | 'name'>) => boolean;
  /** How long an envelope is kept while no connected subscriber handles it. */
  unhandledAfterMs: number;
  /** The pause between polls for due envelopes, in milliseconds. */
  pollMs: number;
}

/**
 * Hands envelopes to the connected apps, and records how they settle them. A new envelope is reserved for a
 * subscriber before its commit if possible. The dispatcher claims all others from the inbox.
 */
export function createDelivery(options: DeliveryOptions): DeliveryRoom {
  const { inbox, fleet, log, meter, maxAttempts, pollMs } = options;
  const subscribers = createSubscribers();
  const elsewhere = createElsewhere(fleet, log);
  const held = createHeld();
  const due = createDue({ fleet });
  const shared = { ...options, subscribers, elsewhere, due };
  const announce = createAnnounce(shared);
  const giveBack = createGiveBack(inbox);
  const connections = createConnections({ ...shared, announce, giveBack, onConnected: unpark });
  const ordered = () => union([subscribers.orderedSelection(), elsewhere.orderedSelection()]);
  const claiming = () => ({ ordered: ordered(), maxAttempts });
  const followers = createFollowers({ ...shared, claiming });
  const giveUp = createGiveUp(shared);
  const unprepared = createUnprepared({ ...shared, giveUp, retryMs: pollMs });
  const handOver = createHandOver({
    ...shared,
    unprepared,
    wantsOrder: (facts) => subscribers.wantsOrder(facts) || elsewhere.wantsOrder(facts),
    deliver: connections.deliver,
  });
  const setAside = createSetAside({ ...shared, isOwn: options.isOwn ?? (() => false) });
  const dispatcher = createDispatcher({ ...shared, ordered, held, followers, handOver, setAside, giveUp });
  due.watch(dispatcher);
  const reserve = createReserve({ ...shared, held, handOver, dispatcher });
  const silence = createSilence({
    connected: connections.subscribers,
    leaseMs: inbox.leaseMs,
    meter,
    log,
    putBack: inbox.putBack,
    onFreed: dispatcher.freed,
    onChange() {
      announce.changed();
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

  /**
   * Makes parked envelopes due: a new subscriber may handle them. The new subscriber may also handle
   * envelopes that were committed before it was known. So all replicas look for due envelopes.
   */
  function unpark(): void {
    inbox
      .unpark()
      .catch((failure: unknown) => log.error({ err: failure }, 'could not make parked envelopes due'))
      .finally(() => {
        due.now();
        due.elsewhere();
      });
  }

  async function giveBackAll(): Promise<void> {
    await giveBack(inFlight()).catch((failure: unknown) =>
      log.error(
        { err: failure },
        'could not give leases back: their envelopes are delivered again when the leases run out',
      ),
    );
    await inbox.idle();
  }

  function inFlight(): InFlight[] {
    return connections.subscribers().flatMap((one) => one.inFlight());
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
      apps: connections.subscribers().length,
      inFlight: inFlight().length,
      held: held.size(),
    }),
    declared: () => subscribers.all().map(({ name, declarations }) => ({ name, handles: declarations })),
    trouble: unprepared.trouble,

    subscribe(asked, carrier) {
      if (stopping) throw isStopping();
      const subscriber = createSubscriber(asked, followers.dissolve);
      connections.connect(subscriber, carrier);
      return createSubscription(subscriber, { ...shared, connections, silence, dispatcher, followers });
    },

    async stop(graceMs, hurry) {
      stopping = true;
      announce.stop();
      clearInterval(looking);
      const end = performance.now() + graceMs;
      const inTime = (work: Promise<unknown>) => whileThereIsTime(work, end, hurry);
      due.stop();
      await inTime(dispatcher.stop());
      for (const carrier of connections.carriers()) carrier.closing('havoc is stopping');
      await untilIdle(connections.subscribers(), end, hurry);
      const isWritten = await inTime(giveBackAll());
      if (!isWritten)
        log.error(
          'could not give leases back in time: their envelopes are delivered again when the leases run out',
        );
      for (const carrier of connections.carriers()) carrier.end();
      due.elsewhere();
    },
  };
}

function isStopping(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'delivery.stopping',
    message: 'havoc is stopping. Connect again to reach the next instance.',
  });
}
