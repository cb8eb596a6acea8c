import { createUnderWay } from '../base/index.js';
import type { ClaimBehindOptions, Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { LeasedEnvelope } from './attempt.js';
import type { Due } from './due.js';

/**
 * What was claimed behind an envelope of its conversation, and waits here for that one to be settled. It is under leases
 * of this process's, and its attempts do not count yet.
 *
 * Each of these lines stands behind one attempt, which is in hand, held, or being settled. When that is settled, the
 * first of the line comes next, and the others stand behind it. When it ends in any other way, the whole line goes back
 * to the inbox. So does a line that has waited for half a lease: its attempt may take for ever, and the leases run out.
 *
 * A line that grows short is made longer while its conversation goes on, so that a long one need not wait for a claim.
 */
export interface Followers {
  keep(before: LeasedEnvelope, line: readonly LeasedEnvelope[], leasedAt: number): void;
  /** The attempt with that lease is being settled: the id of what comes after it, if anything does. */
  next(lease: string): string | undefined;
  /** The attempt is settled, and nothing else comes before the next one, which is taken out of the line. */
  follow(lease: string): Follower | undefined;
  /** The attempt has ended in another way: what waits behind it goes back. */
  dissolve(lease: string): void;
  /** Gives back what has waited for too long. */
  look(): void;
  /** How many come next as soon as a settlement is written down. */
  soon(): number;
  /** How many more may wait here. */
  room(): number;
  /** Gives back all that waits, and resolves when nothing is under way. Never rejects. */
  stop(): Promise<void>;
}

export interface FollowersOptions {
  inbox: Pick<Inbox, 'putBack' | 'claimBehind' | 'leaseMs'>;
  /** How lines are made longer now. */
  claiming: () => Omit<ClaimBehindOptions, 'limit'>;
  due: Pick<Due, 'back'>;
  log: Logger;
}

export interface Follower {
  envelope: LeasedEnvelope;
  leasedAt: number;
}

interface Line {
  before: LeasedEnvelope;
  waiting: Follower[];
  isSoon: boolean;
  /** It may grow once more. The last claim behind it found as many as it asked for, if there was one. */
  mayGrow: boolean;
  isGrowing: boolean;
  /** Where it went back while its attempt goes on, that attempt, which keeps the conversation's turn. */
  keeper: LeasedEnvelope | undefined;
}

const MOST = 2_000;
const MOST_BYTES = 16 * 1024 * 1024;
/** However much room there is, more would only be given back again. */
const MOST_AT_ONCE = 400;
/** A line with fewer is short. One that never had as many has no more behind it, or is one of many. */
const SHORT = 10;
const MOST_GROWTH = 50;

export function createFollowers({ inbox, claiming, due, log }: FollowersOptions): Followers {
  /** By the lease of the attempt that they stand behind. */
  const lines = new Map<string, Line>();
  const underWay = createUnderWay();
  let short: Line[] = [];
  let isGrowing = false;
  let count = 0;
  let bytes = 0;
  let soon = 0;

  function put(line: Line): void {
    lines.set(line.before.lease, line);
    counted(line.waiting, 1);
  }

  function counted(followers: readonly Follower[], sign: 1 | -1): void {
    count += sign * followers.length;
    for (const { envelope } of followers) bytes += sign * envelope.payload.length;
  }

  function take(lease: string): Line | undefined {
    const line = lines.get(lease);
    if (!line) return undefined;
    lines.delete(lease);
    counted(line.waiting, -1);
    if (line.isSoon) soon--;
    line.isSoon = false;
    return line;
  }

  /** @param keeper the attempt before them, where it goes on and keeps the conversation's turn */
  function giveBack(waiting: readonly Follower[], keeper?: LeasedEnvelope): void {
    if (waiting.length === 0) return;
    const envelopes = waiting.map(({ envelope }) => envelope);
    underWay.add(
      due
        .back(inbox.putBack(envelopes, keeper))
        .catch((failure: unknown) =>
          log.warn(
            { err: failure },
            'envelopes that wait for others could not be given back; their leases run out',
          ),
        ),
    );
  }

  function dissolve(lease: string, keeper?: LeasedEnvelope): void {
    const line = take(lease);
    if (!line) return;
    line.keeper = keeper;
    giveBack(line.waiting, keeper);
  }

  const isHere = (line: Line) => lines.get(line.before.lease) === line;

  function growIfShort(line: Line): void {
    if (!line.mayGrow || line.isGrowing || line.waiting.length >= SHORT) return;
    line.isGrowing = true;
    short.push(line);
    if (isGrowing) return;
    isGrowing = true;
    // What is settled in one statement grows short together.
    underWay.add(new Promise(setImmediate).then(grow));
  }

  async function grow(): Promise<void> {
    while (short.length > 0) {
      const growing = short.filter((line) => isHere(line) && line.waiting.length > 0);
      const asked = short;
      short = [];
      await growTogether(growing).catch((failure: unknown) =>
        log.warn(
          { err: failure },
          'more envelopes could not be claimed behind others; they are claimed later',
        ),
      );
      for (const line of asked) line.isGrowing = false;
    }
    isGrowing = false;
  }

  async function growTogether(growing: readonly Line[]): Promise<void> {
    if (growing.length === 0) return;
    const limit = Math.min(MOST_GROWTH, Math.floor(room() / growing.length));
    if (limit === 0) return;
    const lasts = growing.map(({ waiting }) => (waiting.at(-1) as Follower).envelope);
    for (const line of growing) line.mayGrow = false;
    const leasedAt = performance.now();
    const claimed = await inbox.claimBehind(lasts, { ...claiming(), limit });
    for (const [place, line] of growing.entries()) {
      const more = (claimed[place] ?? []).map((envelope) => ({ envelope, leasedAt }));
      line.mayGrow = more.length === limit;
      if (!isHere(line)) giveBack(more, line.keeper);
      else {
        line.waiting.push(...more);
        counted(more, 1);
      }
    }
  }

  function room(): number {
    return bytes >= MOST_BYTES ? 0 : Math.max(0, Math.min(MOST_AT_ONCE, MOST - count));
  }

  return {
    keep(before, line, leasedAt) {
      if (line.length === 0) return;
      const waiting = line.map((envelope) => ({ envelope, leasedAt }));
      put({
        before,
        waiting,
        isSoon: false,
        mayGrow: line.length >= SHORT,
        isGrowing: false,
        keeper: undefined,
      });
    },
    next(lease) {
      const line = lines.get(lease);
      const [first] = line?.waiting ?? [];
      if (line && first && !line.isSoon) {
        line.isSoon = true;
        soon++;
      }
      return first?.envelope.id;
    },
    follow(lease) {
      const line = lines.get(lease);
      const [next] = line?.waiting ?? [];
      if (!line || !next) return undefined;
      take(lease);
      line.waiting.shift();
      line.before = next.envelope;
      // While it grows, it may have more behind it in a moment.
      if (line.waiting.length > 0 || line.isGrowing) put(line);
      growIfShort(line);
      return next;
    },
    dissolve: (lease) => dissolve(lease),
    look() {
      const tooOld = performance.now() - inbox.leaseMs / 2;
      for (const [lease, { waiting, before, isSoon }] of lines) {
        const [first] = waiting;
        if (first && first.leasedAt <= tooOld && !isSoon) dissolve(lease, before);
      }
    },
    soon: () => soon,
    room,
    async stop() {
      while (lines.size > 0 || underWay.size() > 0) {
        for (const [lease, { before }] of lines) dissolve(lease, before);
        await underWay.idle();
      }
    },
  };
}
