import type { Inbox } from '../inbox/index.js';
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
 */
export interface Followers {
  keep(before: LeasedEnvelope, line: readonly LeasedEnvelope[], leasedAt: number): void;
  /** The attempt with that lease is being settled: the id of what comes after it, if anything does. */
  next(lease: string): string | undefined;
  /** The attempt is settled, and nothing else comes before the next one, which is taken out of the line. */
  follow(lease: string): { envelope: LeasedEnvelope; leasedAt: number } | undefined;
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
  inbox: Pick<Inbox, 'putBack' | 'leaseMs'>;
  due: Pick<Due, 'back'>;
  log: Logger;
}

interface Line {
  before: LeasedEnvelope;
  waiting: LeasedEnvelope[];
  leasedAt: number;
  isSoon: boolean;
}

const MOST = 2_000;
const MOST_BYTES = 16 * 1024 * 1024;
/** However much room there is, more would only be given back again. */
const MOST_AT_ONCE = 400;

export function createFollowers({ inbox, due, log }: FollowersOptions): Followers {
  /** By the lease of the attempt that they stand behind. */
  const lines = new Map<string, Line>();
  const underWay = new Set<Promise<void>>();
  let count = 0;
  let bytes = 0;
  let soon = 0;

  function put(line: Line): void {
    lines.set(line.before.lease, line);
    count += line.waiting.length;
    for (const { payload } of line.waiting) bytes += payload.length;
  }

  function take(lease: string): Line | undefined {
    const line = lines.get(lease);
    if (!line) return undefined;
    lines.delete(lease);
    count -= line.waiting.length;
    for (const { payload } of line.waiting) bytes -= payload.length;
    if (line.isSoon) soon--;
    return line;
  }

  /** @param keeper the attempt before them, where it goes on and keeps the conversation's turn */
  function giveBack(waiting: readonly LeasedEnvelope[], keeper?: LeasedEnvelope): void {
    const done = due
      .back(inbox.putBack(waiting, keeper))
      .catch((failure: unknown) =>
        log.warn(
          { err: failure },
          'envelopes that wait for others could not be given back; their leases run out',
        ),
      )
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }

  function dissolve(lease: string): void {
    const line = take(lease);
    if (line) giveBack(line.waiting);
  }

  return {
    keep(before, line, leasedAt) {
      if (line.length > 0) put({ before, waiting: [...line], leasedAt, isSoon: false });
    },
    next(lease) {
      const line = lines.get(lease);
      if (line && !line.isSoon) {
        line.isSoon = true;
        soon++;
      }
      return line?.waiting[0]?.id;
    },
    follow(lease) {
      const line = take(lease);
      const [envelope, ...waiting] = line?.waiting ?? [];
      if (!line || !envelope) return undefined;
      const { leasedAt } = line;
      if (waiting.length > 0) put({ before: envelope, waiting, leasedAt, isSoon: false });
      return { envelope, leasedAt };
    },
    dissolve,
    look() {
      const tooOld = performance.now() - inbox.leaseMs / 2;
      for (const [lease, { leasedAt, isSoon }] of lines) {
        if (leasedAt > tooOld || isSoon) continue;
        const line = take(lease);
        if (line) giveBack(line.waiting, line.before);
      }
    },
    soon: () => soon,
    room: () => (bytes >= MOST_BYTES ? 0 : Math.max(0, Math.min(MOST_AT_ONCE, MOST - count))),
    async stop() {
      for (const lease of [...lines.keys()]) {
        const line = take(lease);
        if (line) giveBack(line.waiting, line.before);
      }
      await Promise.all(underWay);
    },
  };
}
