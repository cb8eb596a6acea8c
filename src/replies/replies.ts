import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { backoffMs, createBackgroundWork, createBatcher, startRepeating } from '../base/index.js';
import { isDataFault } from '../db/index.js';
import type { Fleet } from '../fleet/index.js';
import type { Logger } from '../log/index.js';
import { leaveReplies, type PendingReply, takeLeftReplies, takeReplies } from './pending-replies.js';
import { createWaiting, type Expectation } from './waiting.js';

/** The fields of an envelope that are needed to bring its reply to the waiting request. */
export interface AwaitedEnvelope {
  id: string;
  lease: string;
  kind: string;
  payload: Buffer;
  /** Absent if Slack awaits no reply. */
  replyBy: Date | undefined;
  /** The replica whose request waits; absent if none waits. */
  origin?: string | undefined;
}

/** The envelope of a late reply. */
export type LateEnvelope = Pick<AwaitedEnvelope, 'id' | 'kind' | 'payload'>;

/** Brings the app's reply to the request that waits for it, on any replica. */
export interface Replies {
  /** Starts to wait for a reply. Call it before the commit. */
  expect(): Expectation;
  /**
   * Passes the app's reply to the waiting request. If no request waits any more, applies it as a late reply. Resolves
   * once the reply would survive the death of this process.
   *
   * @returns false if this process knows that the reply is late
   */
  reply(envelope: AwaitedEnvelope, json: Buffer): Promise<boolean>;
  /**
   * Must be called when the envelope is settled. A request that still waits gets an empty answer.
   *
   * @param envelope the same object that reply() received
   */
  settled(envelope: AwaitedEnvelope): void;
  /** Waits for work in progress. */
  stop(): Promise<void>;
}

export interface RepliesOptions {
  pool: Pool;
  fleet: Pick<Fleet, 'replica' | 'others' | 'notify' | 'on'>;
  /**
   * Applies a late reply. The reply is empty if the app settled without one after the request had got the fallback.
   * If it rejects, the reply is lost, and the error is logged.
   */
  replyLate: (envelope: LateEnvelope, json: Buffer) => Promise<void>;
  log: Logger;
  /** How often to look for stored replies even without a notice, while a request waits and there are other replicas. */
  pollMs?: number;
  /**
   * After this time, a reply that its origin did not take is applied as a late one. Must be longer than a request waits.
   */
  leftAfterMs?: number;
  /** How often to look for replies that their origin did not take and whose sender has died too. */
  sweepMs?: number;
}

const TOPIC = 'reply';
const EMPTY = Buffer.alloc(0);
/** The pauses between attempts to store a reply while the database fails. Their sum is longer than a request waits. */
const RETRY = { firstMs: 50, mostMs: 1_000 };
const MOST_TRIES = 8;
const ROUNDING_MS = 10;
const BATCH = { maxItems: 100, isItemsFault: isDataFault };

/**
 * Makes the exchange of replies. If the request waits in this process, a reply answers it at once. Otherwise the
 * reply is stored in the database, and its origin, the replica of the request, gets a notice. Only one replica can
 * take a stored reply. The origin takes it and answers its request, or applies the reply as a late one if the request
 * has ended. If the origin has died, another replica takes the reply and applies it as a late one.
 */
export function createReplies(options: RepliesOptions): Replies {
  const { pool, fleet, replyLate, log, pollMs = 200, leftAfterMs = 3_000, sweepMs = 10_000 } = options;
  const waiting = createWaiting();
  /** Envelopes with a reply. Their settlement has no further effect. */
  const replied = new WeakSet<AwaitedEnvelope>();
  const underWay = createBackgroundWork();
  const leaving = createBatcher({
    run: (replies: (PendingReply & { origin: string })[]) => leaveReplies(pool, replies),
    ...BATCH,
  });

  function late(envelope: LateEnvelope, json: Buffer): Promise<void> {
    const applied = replyLate(envelope, json).catch((failure: unknown) => {
      log.error({ err: failure, envelope_id: envelope.id, kind: envelope.kind }, 'a late reply was lost');
    });
    return underWay.add(applied);
  }

  /** Stores a reply for its origin. Returns false if another reply is already stored, or every attempt fails. */
  async function leave(
    envelope: AwaitedEnvelope,
    origin: string,
    json: Buffer | undefined,
  ): Promise<boolean> {
    const { id, lease, kind, payload } = envelope;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      try {
        const isLeft = await leaving.add({ id, lease, kind, payload, json, origin });
        if (isLeft) {
          fleet.notify(TOPIC, undefined, origin);
          lastLeftMs = performance.now();
          lookLater();
        }
        return isLeft;
      } catch (failure) {
        if (tries === 1)
          log.warn(
            { err: failure, envelope_id: id },
            'a reply could not be stored for its replica; trying again',
          );
        await wait(backoffMs(tries, RETRY));
      }
    }
    return false;
  }

  async function reply(envelope: AwaitedEnvelope, json: Buffer): Promise<boolean> {
    const { origin = fleet.replica } = envelope;
    const isInTime =
      origin === fleet.replica
        ? await waiting.answer(envelope.id, { type: 'reply', json })
        : await leave(envelope, origin, json);
    if (!isInTime) await late(envelope, json);
    return isInTime;
  }

  async function end(envelope: AwaitedEnvelope): Promise<void> {
    const { id, origin = fleet.replica } = envelope;
    if (origin !== fleet.replica) await leave(envelope, origin, undefined);
    else if (!(await waiting.answer(id, { type: 'none' })) && waiting.ranOut(id)) await late(envelope, EMPTY);
  }

  /** Answers the requests that wait here with the replies that other replicas stored. */
  async function take(): Promise<void> {
    for (const pending of await takeReplies(pool, fleet.replica)) void underWay.add(answer(pending));
  }

  /** Answers with one stored reply. Several calls run at once, because one may wait for a commit that hangs. */
  async function answer(pending: PendingReply): Promise<void> {
    const { id, lease, json } = pending;
    const isAnswered = await waiting.answer(id, json ? { type: 'reply', json } : { type: 'none' }, lease);
    if (!isAnswered && (json || waiting.ranOut(id))) void late(pending, json ?? EMPTY);
  }

  /** Only one run of take() at a time. A notice during a run causes another run. */
  let taking = false;
  let takeAgain = false;
  function takeSoon(): void {
    takeAgain = true;
    if (!taking) void underWay.add(takeAll());
  }
  async function takeAll(): Promise<void> {
    taking = true;
    try {
      while (takeAgain) {
        takeAgain = false;
        await take();
      }
    } catch (failure) {
      log.warn({ err: failure }, CANNOT_TAKE);
    } finally {
      taking = false;
    }
  }

  async function takeLeft(): Promise<void> {
    try {
      for (const pending of await takeLeftReplies(pool, leftAfterMs))
        if (pending.json) void late(pending, pending.json);
    } catch (failure) {
      log.warn({ err: failure }, CANNOT_TAKE);
    }
  }
  let lastLeftMs = 0;
  let looking: NodeJS.Timeout | undefined;
  /** Repeats takeLeft() until every reply that this process stored is old enough for takeLeft() to find it. */
  function lookLater(): void {
    looking ??= setTimeout(() => {
      looking = undefined;
      void underWay.add(takeLeft());
      if (performance.now() < lastLeftMs + leftAfterMs + ROUNDING_MS) lookLater();
    }, leftAfterMs + ROUNDING_MS);
  }

  fleet.on(TOPIC, takeSoon);
  const poll = setInterval(() => {
    if (waiting.isAny() && fleet.others().length > 0) takeSoon();
  }, pollMs);
  poll.unref();
  const sweep = startRepeating({ everyMs: sweepMs, run: takeLeft, onFailure: () => {} });

  return {
    expect: () => waiting.expect(),
    reply(envelope, json) {
      replied.add(envelope);
      return underWay.add(reply(envelope, json));
    },
    settled(envelope) {
      if (envelope.replyBy === undefined || replied.has(envelope)) return;
      underWay
        .add(end(envelope))
        .catch((failure: unknown) =>
          log.warn(
            { err: failure, envelope_id: envelope.id },
            'a settlement did not reach the waiting request',
          ),
        );
    },
    async stop() {
      clearInterval(poll);
      clearTimeout(looking);
      await sweep.stop();
      while (underWay.size() > 0) await underWay.idle();
    },
  };
}

const CANNOT_TAKE = 'replies that other replicas stored could not be taken; trying again';
