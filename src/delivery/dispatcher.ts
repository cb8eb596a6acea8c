import type { Delivery } from '../gen/havoc/v1/events.js';
import type { ClaimedEnvelope, Inbox, Replies } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { type Facts, factsOf } from './handles.js';
import type { Subscriber, Subscribers } from './subscribers.js';

/** Makes of an envelope what the app receives. Never rejects for what the payload holds. */
export type Prepare = (
  envelope: ClaimedEnvelope,
  payload: Record<string, unknown>,
  wantsRawJson: boolean,
) => Promise<Delivery>;

export interface Dispatcher {
  /** Says that something may be due, or that somebody can take more. */
  wake: () => void;
  /** Claims nothing more; resolves when the claim under way is done. */
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  inbox: Inbox;
  replies: Replies;
  subscribers: Subscribers;
  prepare: Prepare;
  deliver: (subscriber: Subscriber, delivery: Delivery) => void;
  log: Logger;
  unhandledAfterMs: number;
  pollMs: number;
}

interface Held {
  envelope: ClaimedEnvelope;
  payload: Record<string, unknown>;
  facts: Facts;
  heldUntil: number;
}

const MAX_CLAIM = 200;
/** How many envelopes may wait here for a busy subscriber while others are served. */
const MAX_HELD = 1_000;

/**
 * Moves envelopes from the inbox to subscribers. One loop: what is held for a busy subscriber goes first,
 * then as much is claimed as there is credit. Each claimed envelope is handed to a subscriber that handles it;
 * held, while its lease is young, when all of those are at their limit; parked, and in the end settled as
 * unhandled, when there is none.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, replies, subscribers, prepare, deliver, log, unhandledAfterMs, pollMs } = options;
  let held: Held[] = [];
  let working: Promise<void> | undefined;
  let wokenAgain = false;
  let stopped = false;

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
        const room = Math.min(subscribers.credit(), MAX_CLAIM, MAX_HELD - held.length);
        if (room <= 0) continue;
        const envelopes = await inbox.claim(room);
        if (envelopes.length === room) wokenAgain = true;
        await Promise.all(envelopes.map(place));
      }
    } catch (failure) {
      // The poll tries again; until then the inbox holds everything.
      wokenAgain = false;
      log.error({ err: failure }, 'could not claim envelopes');
    }
  }

  async function place(envelope: ClaimedEnvelope): Promise<void> {
    const payload: Record<string, unknown> = JSON.parse(envelope.payload.toString());
    const facts = factsOf(envelope.kind, payload);
    const chosen = subscribers.choose(facts);
    if (chosen === 'none') await setAside(envelope, facts);
    else if (chosen === 'busy')
      held.push({ envelope, payload, facts, heldUntil: Date.now() + inbox.leaseMs / 2 });
    else handOver(chosen, envelope, payload);
  }

  async function offerHeld(): Promise<void> {
    const waiting = held;
    held = [];
    const overdue: ClaimedEnvelope[] = [];
    for (const one of waiting) {
      const chosen = subscribers.choose(one.facts);
      if (chosen === 'none') await setAside(one.envelope, one.facts);
      else if (chosen !== 'busy') handOver(chosen, one.envelope, one.payload);
      else if (one.heldUntil > Date.now()) held.push(one);
      else overdue.push(one.envelope);
    }
    await inbox.putBack(overdue);
  }

  /** The time that an envelope waits for a subscriber counts only while others are connected. */
  async function setAside(envelope: ClaimedEnvelope, facts: Facts): Promise<void> {
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
    replies.settled(envelope.dedupeKey);
    log.warn({ envelope_id: envelope.id, kind: envelope.kind }, 'no connected subscriber handles this');
  }

  function handOver(
    subscriber: Subscriber,
    envelope: ClaimedEnvelope,
    payload: Record<string, unknown>,
  ): void {
    const inFlight = { envelope, leaseUntil: Date.now() + inbox.leaseMs };
    subscriber.inFlight.set(envelope.lease, inFlight);
    prepare(envelope, payload, subscriber.wantsRawJson).then(
      (delivery) => deliver(subscriber, delivery),
      async (failure: unknown) => {
        log.error({ err: failure, envelope_id: envelope.id }, 'could not prepare a delivery');
        subscriber.inFlight.delete(envelope.lease);
        await inbox.postpone({ ...envelope, delayMs: pollMs, error: 'havoc could not prepare the delivery' });
      },
    );
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
      await inbox.putBack(held.map(({ envelope }) => envelope));
      held = [];
    },
  };
}
