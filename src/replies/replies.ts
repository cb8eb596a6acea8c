import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { backoffMs, createBatcher, createUnderWay, startRepeating } from '../base/index.js';
import { isDataFault } from '../db/index.js';
import type { Fleet } from '../fleet/index.js';
import type { Logger } from '../log/index.js';
import { leaveReplies, type PendingReply, takeLeftReplies, takeReplies } from './pending-replies.js';
import { createWaiting, type Expectation } from './waiting.js';

/** Of an envelope, what is needed to bring its reply to where it is awaited. */
export interface AwaitedEnvelope {
  id: string;
  lease: string;
  kind: string;
  payload: Buffer;
  /** Absent where Slack waits for no reply. */
  replyBy: Date | undefined;
  /** The replica whose request waits; absent where none does. */
  origin?: string | undefined;
}

/** What a late reply is to. */
export type LateEnvelope = Pick<AwaitedEnvelope, 'id' | 'kind' | 'payload'>;

/** Brings the app's reply to the request that waits for it, on whichever replica it hangs. */
export interface Replies {
  /** Waits, from before the commit. */
  expect(): Expectation;
  /**
   * Hands over the app's reply: to the request that waits, or, when none does any more, as a late one. Resolves
   * once the death of this process would not lose it.
   *
   * @returns false when it came too late, as far as is known here
   */
  reply(envelope: AwaitedEnvelope, json: Buffer): Promise<boolean>;
  /** The envelope was settled; whoever still waits gets an empty answer. The same object as was given to reply. */
  settled(envelope: AwaitedEnvelope): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export interface RepliesOptions {
  pool: Pool;
  fleet: Pick<Fleet, 'replica' | 'others' | 'notify' | 'on'>;
  /**
   * Applies a reply for which no request waits any more; it is empty where the app settled without one after the
   * request had got the fallback. Takes what it throws for a defect, and logs it.
   */
  replyLate: (envelope: LateEnvelope, json: Buffer) => Promise<void>;
  log: Logger;
  /** How often to look for replies without having been told, while a request waits and there are other replicas. */
  pollMs?: number;
  /** After how long a reply that its origin did not take is applied as a late one: longer than a request waits. */
  leftAfterMs?: number;
  /** How often to look for such replies of a replica that is gone too. */
  sweepMs?: number;
}

const TOPIC = 'reply';
const EMPTY = Buffer.alloc(0);
/** Between tries to leave a reply, while the database is away: in all, for longer than a request waits. */
const RETRY = { firstMs: 50, mostMs: 1_000 };
const MOST_TRIES = 8;
const ROUNDING_MS = 10;
const BATCH = { maxItems: 100, isItemsFault: isDataFault };

/**
 * A reply whose request waits here answers it at once. One whose request waits elsewhere is left in the database,
 * and its origin told; the origin takes it, which only one can, and answers its request, or, where that waits no
 * more, applies it as a late one. What the origin does not take, since it died, any other replica does.
 */
export function createReplies(options: RepliesOptions): Replies {
  const { pool, fleet, replyLate, log, pollMs = 200, leftAfterMs = 3_000, sweepMs = 10_000 } = options;
  const waiting = createWaiting();
  /** An acknowledgement after a reply says nothing more. */
  const replied = new WeakSet<AwaitedEnvelope>();
  const underWay = createUnderWay();
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

  /** False when another reply lies there already, or the database is away. */
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
          log.warn({ err: failure, envelope_id: id }, 'a reply could not be left; trying again');
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

  /** Answers what waits here with what the other replicas left for it. */
  async function take(): Promise<void> {
    for (const pending of await takeReplies(pool, fleet.replica)) void underWay.add(answer(pending));
  }

  /** Beside all others: it may wait for a commit that hangs. */
  async function answer(pending: PendingReply): Promise<void> {
    const { id, lease, json } = pending;
    const isAnswered = await waiting.answer(id, json ? { type: 'reply', json } : { type: 'none' }, lease);
    if (!isAnswered && (json || waiting.ranOut(id))) void late(pending, json ?? EMPTY);
  }

  /** Never two at once; what is told during one is taken by the next. */
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
  /** Runs until whatever was left from here is old enough to have been looked for. */
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
            'an acknowledgement did not reach the request',
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

const CANNOT_TAKE = 'replies that other replicas left could not be taken; trying again';
