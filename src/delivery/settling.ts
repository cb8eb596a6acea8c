import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';
import type { Replies } from '../fleet/index.js';
import type { Inbox, LeaseRef } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Subscriber } from './subscribers.js';

/** What an app says of a delivery. Each rejects with `inbox.lease_lost` when its lease is no longer its own. */
export interface Settling {
  ack(lease: LeaseRef): Promise<void>;
  /** Deliver it again, after `delayMs` or the attempt's own backoff. */
  nak(lease: LeaseRef, given: { error?: string; delayMs?: number }): Promise<void>;
  /** Never deliver it again. */
  term(lease: LeaseRef, given: { error?: string }): Promise<void>;
  extend(lease: LeaseRef): Promise<void>;
  /**
   * Slack's JSON for the request that waits; empty for an empty answer. Settles nothing. Rejects with
   * `delivery.no_reply_awaited` (failed_precondition) for what Slack takes no reply to.
   */
  reply(lease: LeaseRef, json: Buffer): Promise<void>;
  /** Resolves when what was said so far is done: an app that goes right after its ack has acked. */
  settled(): Promise<void>;
}

export interface SettlingOptions {
  inbox: Inbox;
  replies: Replies;
  log: Logger;
  subscriber: Subscriber;
  /** Called when the subscriber can take more. */
  onFreed: () => void;
}

/** Between tries to write down how a delivery ended, while the database is away. */
const RETRY = { firstMs: 50, mostMs: 1_000 };
const BACKOFF = { firstMs: 1_000, mostMs: 5 * 60_000 };
const MAX_ERROR_LENGTH = 2_000;

export function createSettling({
  inbox,
  replies,
  log,
  subscriber,
  onFreed,
}: SettlingOptions): Settling {
  function inFlightOf({ lease, id }: LeaseRef) {
    const inFlight = subscriber.inFlight.get(lease);
    return inFlight?.envelope.id === id ? inFlight : undefined;
  }

  function free({ lease }: LeaseRef): void {
    if (subscriber.inFlight.delete(lease)) onFreed();
  }

  /** The app has done its work: as long as the lease holds, a database that comes back hears of it. */
  async function persistently(lease: LeaseRef, work: () => Promise<boolean>): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (failure) {
        const pauseMs = backoffMs(attempt, RETRY);
        if (Date.now() + pauseMs >= (inFlightOf(lease)?.leaseUntil ?? 0)) throw failure;
        if (attempt === 1) log.warn({ err: failure }, 'a settlement could not be written down; trying again');
        await wait(pauseMs);
      }
    }
  }

  async function end(lease: LeaseRef, outcome: 'acked' | 'termed', error?: string): Promise<void> {
    const inFlight = inFlightOf(lease);
    const held = await persistently(lease, () => inbox.settle({ ...lease, outcome, error: cut(error) }));
    free(lease);
    if (!held) throw leaseLost(lease);
    if (inFlight) replies.settled(inFlight.envelope);
  }

  async function postpone(
    lease: LeaseRef,
    { error, delayMs }: { error?: string; delayMs?: number },
  ): Promise<void> {
    const attempt = inFlightOf(lease)?.envelope.attempt ?? 1;
    const afterMs = delayMs ?? backoffMs(attempt, BACKOFF);
    const held = await persistently(lease, () =>
      inbox.postpone({ ...lease, delayMs: afterMs, error: cut(error) }),
    );
    free(lease);
    if (!held) throw leaseLost(lease);
  }

  async function extend(lease: LeaseRef): Promise<void> {
    const inFlight = inFlightOf(lease);
    if (!(await inbox.extend(lease))) {
      free(lease);
      throw leaseLost(lease);
    }
    if (inFlight) inFlight.leaseUntil = Date.now() + inbox.leaseMs;
  }

  async function reply(lease: LeaseRef, json: Buffer): Promise<void> {
    const inFlight = inFlightOf(lease);
    if (!inFlight) throw leaseLost(lease);
    const { id, kind, replyBy } = inFlight.envelope;
    if (replyBy === undefined) throw noReplyAwaited(kind);
    const isInTime = await replies.reply(inFlight.envelope, json);
    if (!isInTime) log.warn({ envelope_id: id, kind }, 'a reply came after Slack had stopped waiting');
  }

  const underWay = new Set<Promise<void>>();

  /** Keeps in mind what was begun, until it is done. */
  function begin(settlement: Promise<void>): Promise<void> {
    const done = settlement
      .catch(() => {})
      .finally(() => {
        underWay.delete(done);
      });
    underWay.add(done);
    return settlement;
  }

  return {
    ack: (lease) => begin(end(lease, 'acked')),
    term: (lease, { error }) => begin(end(lease, 'termed', error)),
    nak: (lease, given) => begin(postpone(lease, given)),
    extend,
    reply,
    async settled() {
      await Promise.all(underWay);
    },
  };
}

function cut(error: string | undefined): string | undefined {
  return error?.slice(0, MAX_ERROR_LENGTH).replaceAll('\u0000', '');
}

function noReplyAwaited(kind: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'delivery.no_reply_awaited',
    message: `Slack waits for no reply to this ${kind}, so none was sent: call a method, or respond by its response_url.`,
  });
}

function leaseLost({ id }: LeaseRef): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'inbox.lease_lost',
    message: `The lease on envelope ${id} is lost: it ran out or was settled. Nothing was changed; extend in time.`,
    fields: { id },
  });
}
