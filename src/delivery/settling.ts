import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, createBackgroundWork, HavocError } from '../base/index.js';
import type { DeadReason, Ended, Inbox, LeaseRef } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Replies } from '../replies/index.js';
import { cutError } from './cut-error.js';
import type { Due } from './due.js';
import type { Followers } from './followers.js';
import type { AttemptOutcome, DeliveryMeter } from './meter.js';
import type { InFlight, Subscriber } from './subscriber.js';

/**
 * What an app can say about a delivery. Each function rejects with `inbox.lease_lost` if the lease was lost.
 */
export interface Settling {
  /** Settles the envelope: the app has handled it. */
  ack(lease: LeaseRef): Promise<void>;
  /**
   * Delivers it again, after `delayMs` or the attempt's own backoff. A nak of the last attempt makes it a
   * dead letter.
   */
  nak(lease: LeaseRef, given: { error?: string; delayMs?: number }): Promise<void>;
  /** Makes it a dead letter, which is not delivered again. */
  term(lease: LeaseRef, given: { error?: string }): Promise<void>;
  /** Renews the lease. */
  extend(lease: LeaseRef): Promise<void>;
  /**
   * Sends the reply to the request that waits: Slack's JSON, or nothing for an empty answer. It does not
   * settle the envelope. Rejects with `delivery.no_reply_awaited` (failed_precondition) if Slack waits for no
   * reply.
   */
  reply(lease: LeaseRef, json: Buffer): Promise<void>;
  /**
   * Resolves when all settlements under way are done. So an app's ack counts even if the app disconnects
   * right after it.
   */
  settled(): Promise<void>;
}

export interface SettlingOptions {
  inbox: Pick<Inbox, 'leaseMs' | 'settle' | 'settleBefore' | 'postpone' | 'bury' | 'extend'>;
  replies: Pick<Replies, 'reply' | 'settled'>;
  meter: DeliveryMeter;
  log: Logger;
  subscriber: Subscriber;
  followers: Pick<Followers, 'next'>;
  maxAttempts: number;
  /** Called with the result of each call by the app. */
  onHeard: (said: Promise<void>) => void;
  due: Pick<Due, 'in'>;
  /** Called when the subscriber can take more, but not if a follower of the ended attempt comes next. */
  onFreed: () => void;
  /**
   * Called right before an ended attempt is taken out of the subscriber's hands.
   *
   * @param isNextFirst true if it is settled and its follower here comes next
   */
  onEnding: (inFlight: InFlight, isNextFirst: boolean) => void;
}

/** The pauses between retries of a settlement while the database is unreachable. */
const RETRY = { firstMs: 50, mostMs: 1_000 };
const BACKOFF = { firstMs: 1_000, mostMs: 5 * 60_000 };

export function createSettling(options: SettlingOptions): Settling {
  const { inbox, replies, meter, log, subscriber, followers, maxAttempts } = options;
  const { due, onHeard, onFreed, onEnding } = options;

  function inFlightOf({ lease, id }: LeaseRef): InFlight | undefined {
    const inFlight = subscriber.find(lease);
    return inFlight?.envelope.id === id ? inFlight : undefined;
  }

  /**
   * Retries until the lease runs out, because the app has done its work. A failed try may still have taken
   * effect in the database. So if a retry finds the lease gone before it could run out, the earlier try ended
   * it: only the holder can end a lease that has not run out.
   */
  async function persistently(lease: LeaseRef, work: () => Promise<Ended>): Promise<Ended> {
    for (let attempt = 1; ; attempt++) {
      try {
        const ended = await work();
        const wasOurs = attempt > 1 && performance.now() < (inFlightOf(lease)?.leaseUntil ?? 0);
        return { ...ended, isOurs: ended.isOurs || wasOurs };
      } catch (failure) {
        const pauseMs = backoffMs(attempt, RETRY);
        if (performance.now() + pauseMs >= (inFlightOf(lease)?.leaseUntil ?? 0)) throw failure;
        if (attempt === 1) log.warn({ err: failure }, 'could not write a settlement: trying again');
        await wait(pauseMs);
      }
    }
  }

  /** Writes how the attempt ended. Meanwhile the subscriber may take another. */
  async function end(
    lease: LeaseRef,
    outcome: AttemptOutcome,
    work: () => Promise<Ended>,
  ): Promise<InFlight | undefined> {
    const inFlight = inFlightOf(lease);
    if (inFlight) {
      subscriber.beginEnding(lease.lease);
      if (outcome !== 'acked' || followers.next(lease.lease) === undefined) onFreed();
    }
    // If the envelope were settled first and this process died, a reply still on its way would be lost.
    await inFlight?.replying?.catch(() => undefined);
    const { isOurs, isNextFirst } = await persistently(lease, work);
    if (inFlight) {
      meter.ended(inFlight.envelope.kind, isOurs ? outcome : 'lost');
      if (inFlightOf(lease)) onEnding(inFlight, isOurs && isNextFirst);
      subscriber.takeBack(lease.lease);
    }
    if (!isOurs) throw leaseLost(lease);
    return inFlight;
  }

  async function ack(lease: LeaseRef): Promise<void> {
    const settlement = { ...lease, outcome: 'acked' } as const;
    const ended = await end(lease, 'acked', () => {
      const next = followers.next(lease.lease);
      return next === undefined ? alone(inbox.settle(settlement)) : inbox.settleBefore(settlement, next);
    });
    if (ended) replies.settled(ended.envelope);
  }

  async function bury(
    lease: LeaseRef,
    outcome: AttemptOutcome,
    reason: DeadReason,
    error?: string,
  ): Promise<void> {
    const attempt = inFlightOf(lease)?.envelope.attempt;
    const ended = await end(lease, outcome, () =>
      alone(inbox.bury({ ...lease, attempt, reason, error: error && cutError(error) })),
    );
    if (!ended) return;
    replies.settled(ended.envelope);
    meter.died(ended.envelope.kind, reason);
    const { id, kind, name } = ended.envelope;
    log.warn({ envelope_id: id, kind, name, attempt, reason }, 'an envelope became a dead letter');
  }

  async function nak(
    lease: LeaseRef,
    { error, delayMs }: { error?: string; delayMs?: number },
  ): Promise<void> {
    const attempt = inFlightOf(lease)?.envelope.attempt;
    if (attempt !== undefined && attempt >= maxAttempts) return bury(lease, 'naked', 'attempts', error);
    const afterMs = delayMs ?? backoffMs(attempt ?? 1, BACKOFF);
    await end(lease, 'naked', () =>
      alone(inbox.postpone({ ...lease, attempt, delayMs: afterMs, error: error && cutError(error) })),
    );
    due.in(afterMs);
  }

  async function extend(lease: LeaseRef): Promise<void> {
    const inFlight = inFlightOf(lease);
    const startedAt = performance.now();
    if (!(await inbox.extend(lease))) {
      // The app has settled it meanwhile.
      if (inFlight?.isEnding) return;
      if (inFlight && subscriber.takeBack(lease.lease)) onFreed();
      throw leaseLost(lease);
    }
    subscriber.renewed(lease.lease, startedAt + inbox.leaseMs);
  }

  async function reply(lease: LeaseRef, json: Buffer): Promise<void> {
    const inFlight = inFlightOf(lease);
    if (!inFlight) throw leaseLost(lease);
    const { id, kind, replyBy } = inFlight.envelope;
    if (replyBy === undefined) throw noReplyAwaited(kind);
    const replying = replies.reply(inFlight.envelope, json);
    subscriber.replied(lease.lease, replying);
    const isInTime = await replying;
    if (!isInTime) log.warn({ envelope_id: id, kind }, 'a reply came after Slack had stopped waiting');
  }

  const underWay = createBackgroundWork();

  /** Reports each call by the app, because any call shows that the app is alive. */
  function heard<Given extends unknown[]>(act: (...given: Given) => Promise<void>) {
    return (...given: Given): Promise<void> => {
      const said = act(...given);
      onHeard(said);
      return said;
    };
  }

  return {
    ack: heard((lease) => underWay.add(ack(lease))),
    term: heard((lease, { error }) => underWay.add(bury(lease, 'termed', 'termed', error))),
    nak: heard((lease, given) => underWay.add(nak(lease, given))),
    extend: heard(extend),
    reply: heard(reply),
    settled: underWay.idle,
  };
}

/** For an ended attempt that has no follower here. */
async function alone(isOurs: Promise<boolean>): Promise<Ended> {
  return { isOurs: await isOurs, isNextFirst: false };
}

function noReplyAwaited(kind: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'delivery.no_reply_awaited',
    message:
      `Slack does not wait for a reply to this ${kind}, so no reply was sent. ` +
      "Call a Slack method, or use the payload's response_url.",
  });
}

function leaseLost({ id }: LeaseRef): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'inbox.lease_lost',
    message:
      `The lease on envelope ${id} is lost: it ran out, or the envelope was already settled. ` +
      'Nothing was changed. Extend leases before they run out.',
    fields: { id },
  });
}
