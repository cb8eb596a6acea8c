import { createBackgroundWork } from '../base/index.js';
import type { ClaimBehindOptions, Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { LeasedEnvelope } from './attempt.js';
import type { Due } from './due.js';

/**
 * Keeps followers: envelopes that were claimed behind an earlier one of their conversation, and wait here
 * until that one is settled. This process holds their leases. Their attempts do not count yet.
 *
 * Followers form lines. Each line stands behind one attempt, which is in hand, held, or being settled. When
 * that attempt is settled, the first follower comes next, and the others stand behind it. When the attempt
 * ends in any other way, the whole line goes back to the inbox. A line that has waited for half a lease also
 * goes back, because its attempt may take long and the leases would run out.
 *
 * A line that becomes short is made longer while its conversation goes on, so that a long conversation does
 * not have to wait for a claim.
 */
export interface Followers {
  /** Keeps a line behind the attempt at the envelope `before`. */
  keep(before: LeasedEnvelope, line: readonly LeasedEnvelope[], leasedAt: number): void;
  /**
   * Reports that the attempt with that lease is being settled. Returns the id of its next follower, if any.
   */
  next(lease: string): string | undefined;
  /**
   * Takes the next follower out of the line, because the attempt is settled and no other envelope comes
   * before it.
   */
  follow(lease: string): Follower | undefined;
  /** Gives the line back, because its attempt has ended in another way. */
  dissolve(lease: string): void;
  /** Gives back lines that have waited for too long. */
  look(): void;
  /** How many followers come next as soon as a settlement under way is written. */
  soon(): number;
  /** How many more followers may wait here. */
  room(): number;
  /** Gives back all lines. Resolves when nothing is under way; never rejects. */
  stop(): Promise<void>;
}

export interface FollowersOptions {
  inbox: Pick<Inbox, 'putBack' | 'claimBehind' | 'leaseMs'>;
  /** Returns the options for claims that make lines longer. */
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
  /** True while the attempt before it is being settled. */
  isSoon: boolean;
  /**
   * True if more may be behind it: the last claim found as many as it asked for, or the line was long at
   * first.
   */
  mayGrow: boolean;
  isGrowing: boolean;
  /**
   * The attempt before the line, if it goes on although the line went back. It keeps the conversation's turn.
   */
  keeper: LeasedEnvelope | undefined;
}

const MOST = 2_000;
const MOST_BYTES = 16 * 1024 * 1024;
/** The most followers to claim at once, even if there is more room: more would only be given back again. */
const MOST_AT_ONCE = 400;
/**
 * A line with fewer followers is short. A line that never had this many has nothing behind it, or is one of
 * many lines.
 */
const SHORT = 10;
const MOST_GROWTH = 50;

export function createFollowers({ inbox, claiming, due, log }: FollowersOptions): Followers {
  /** By the lease of the attempt that a line stands behind. */
  const lines = new Map<string, Line>();
  const underWay = createBackgroundWork();
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

  /** @param keeper the attempt before them, if it goes on: it keeps the conversation's turn */
  function giveBack(waiting: readonly Follower[], keeper?: LeasedEnvelope): void {
    if (waiting.length === 0) return;
    const envelopes = waiting.map(({ envelope }) => envelope);
    underWay.add(
      due
        .back(inbox.putBack(envelopes, keeper))
        .catch((failure: unknown) =>
          log.warn(
            { err: failure },
            'could not give followers back: they are delivered when their leases run out',
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
    // Waits for other lines: they become short together if one statement settles their attempts.
    underWay.add(new Promise(setImmediate).then(grow));
  }

  async function grow(): Promise<void> {
    while (short.length > 0) {
      const growing = short.filter((line) => isHere(line) && line.waiting.length > 0);
      const asked = short;
      short = [];
      await growTogether(growing).catch((failure: unknown) =>
        log.warn({ err: failure }, 'could not claim more followers: they are claimed later'),
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
      // A line that is growing may get more followers in a moment.
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
