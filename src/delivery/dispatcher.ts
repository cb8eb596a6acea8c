import type { Replies } from '../fleet/index.js';
import type { Delivery } from '../gen/havoc/v1/events.js';
import type { ClaimedEnvelope, Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { factsOf } from './handles.js';
import { createHeld, type HeldEnvelope } from './held.js';
import type { Subscriber, Subscribers } from './subscribers.js';

/** Takes in what a payload teaches, the same one as often as it comes. Never rejects. */
export type Learn = (envelope: ClaimedEnvelope, payload: Record<string, unknown>) => Promise<void>;

/** Makes of an envelope what the app receives. Never rejects for what the payload holds. */
export type Prepare = (
  envelope: ClaimedEnvelope,
  payload: Record<string, unknown>,
  wantsRawJson: boolean,
) => Promise<Delivery>;

export interface Dispatcher {
  /** Says that something may be due, or that somebody can take more. */
  wake: () => void;
  /** Claims nothing more; resolves when what was claimed is handed over or given back. */
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  inbox: Inbox;
  replies: Replies;
  subscribers: Subscribers;
  learn: Learn;
  prepare: Prepare;
  deliver: (subscriber: Subscriber, delivery: Delivery) => void;
  log: Logger;
  unhandledAfterMs: number;
  pollMs: number;
}

const MAX_CLAIM = 200;

/**
 * Moves envelopes from the inbox to subscribers. One loop: what is held for a busy subscriber goes first,
 * then as much is claimed as there is credit. What each claimed envelope teaches is learned, and it is handed to
 * a subscriber that handles it; held, while its lease is young, when all of those are at their limit; parked,
 * and in the end settled as unhandled, when there is none. Of what enough is held, no more is claimed.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, replies, subscribers, learn, prepare, deliver, log, unhandledAfterMs, pollMs } = options;
  const held = createHeld();
  const handingOver = new Set<Promise<void>>();
  let working: Promise<void> | undefined;
  let wokenAgain = false;
  let stopped = false;
  /** How many more than there is credit for are claimed: what nobody handles is cleared away in ever larger lots. */
  let beyond = 0;

  function wake(): void {
    wokenAgain = true;
    if (stopped || working) return;
    working = work().finally(() => {
      working = undefined;
      if (wokenAgain) wake();
    });
  }

  async function work(): Promise<void> {
    try {
      while (wokenAgain && !stopped) {
        wokenAgain = false;
        await offerHeld();
        const credit = subscribers.credit();
        if (credit === 0) continue;
        const room = Math.min(credit + beyond, MAX_CLAIM, held.room());
        if (room === 0) continue;
        const envelopes = await inbox.claim(room, held.enough());
        if (envelopes.length === room) wokenAgain = true;
        const places = await Promise.all(envelopes.map(place));
        const onlyAside = places.length > 0 && places.every((one) => one === 'aside');
        beyond = onlyAside ? Math.min(2 * places.length, MAX_CLAIM) : 0;
      }
    } catch (failure) {
      // The poll tries again; until then the inbox holds everything.
      wokenAgain = false;
      log.error({ err: failure }, 'could not claim envelopes');
    }
  }

  async function place(envelope: ClaimedEnvelope): Promise<'aside' | 'held' | 'handed over'> {
    const payload: Record<string, unknown> = JSON.parse(envelope.payload.toString());
    const facts = factsOf(envelope.kind, payload);
    const chosen = subscribers.choose(facts);
    const one = { envelope, payload, facts, heldUntil: Date.now() + inbox.leaseMs / 2 };
    if (chosen === 'none') return setAside(one).then(() => 'aside');
    if (chosen === 'busy') held.add(one);
    else handOver(chosen, one);
    return chosen === 'busy' ? 'held' : 'handed over';
  }

  async function offerHeld(): Promise<void> {
    const overdue: ClaimedEnvelope[] = [];
    const aside: Promise<void>[] = [];
    for (const one of held.takeAll()) {
      const chosen = subscribers.choose(one.facts);
      if (chosen === 'none') aside.push(setAside(one));
      // Its lease is no longer whole, which is what the subscriber was promised.
      else if (chosen !== 'busy') handOver(chosen, one, { renewed: true });
      else if (one.heldUntil > Date.now()) held.add(one);
      else overdue.push(one.envelope);
    }
    await Promise.all([...aside, inbox.putBack(overdue)]);
  }

  /** The time that an envelope waits for a subscriber counts only while others are connected. */
  async function setAside({ envelope, payload, facts }: HeldEnvelope): Promise<void> {
    await learn(envelope, payload);
    if (subscribers.all().length === 0) return inbox.putBack([envelope]);
    const parkedAtMs = envelope.parkedAt?.getTime() ?? Date.now();
    const until = new Date(parkedAtMs + unhandledAfterMs);
    if (until.getTime() > Date.now()) {
      await inbox.park(envelope, until);
      // Somebody may have come, and have unparked everything else, while this one was on its way.
      if (subscribers.isHandled(facts)) await inbox.unpark().then(wake);
      return;
    }
    await inbox.settle({ id: envelope.id, lease: envelope.lease, outcome: 'unhandled' });
    replies.settled(envelope);
    log.warn({ envelope_id: envelope.id, kind: envelope.kind }, 'no connected subscriber handles this');
  }

  /** Takes the subscriber's credit at once; the rest follows. */
  function handOver(subscriber: Subscriber, one: HeldEnvelope, { renewed = false } = {}): void {
    const { envelope } = one;
    subscriber.inFlight.set(envelope.lease, { envelope, leaseUntil: Date.now() + inbox.leaseMs });
    const done = prepareAndDeliver(subscriber, one, renewed)
      .catch((failure: unknown) => postpone(subscriber, envelope, failure))
      .finally(() => handingOver.delete(done));
    handingOver.add(done);
  }

  async function prepareAndDeliver(
    subscriber: Subscriber,
    { envelope, payload }: HeldEnvelope,
    renewed: boolean,
  ): Promise<void> {
    if (renewed && !(await inbox.extend(envelope))) {
      subscriber.inFlight.delete(envelope.lease);
      return;
    }
    await learn(envelope, payload);
    deliver(subscriber, await prepare(envelope, payload, subscriber.wantsRawJson));
  }

  async function postpone(
    subscriber: Subscriber,
    envelope: ClaimedEnvelope,
    failure: unknown,
  ): Promise<void> {
    log.error({ err: failure, envelope_id: envelope.id }, 'could not prepare a delivery');
    subscriber.inFlight.delete(envelope.lease);
    const error = 'havoc could not prepare the delivery';
    await inbox.postpone({ ...envelope, delayMs: pollMs, error }).catch((again: unknown) => {
      log.error(
        { err: again, envelope_id: envelope.id },
        'a lease could not be given back; it runs out by itself',
      );
    });
  }

  /** Whoever let a lease run out gets its credit back; the inbox hands the envelope out again by itself. */
  function forgetExpired(): void {
    const now = Date.now();
    for (const { inFlight } of subscribers.all()) {
      for (const [lease, { leaseUntil }] of inFlight) if (leaseUntil <= now) inFlight.delete(lease);
    }
  }

  const poll = setInterval(() => {
    forgetExpired();
    wake();
  }, pollMs);

  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(poll);
      await working;
      await Promise.all(handingOver);
      await inbox
        .putBack(held.takeAll().map(({ envelope }) => envelope))
        .catch((failure: unknown) =>
          log.error({ err: failure }, 'leases could not be given back; they run out'),
        );
    },
  };
}
