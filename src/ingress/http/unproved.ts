import { createByteBudget } from '../../base/index.js';

export interface UnprovedOptions {
  /** The most that the bodies of all unproved requests may take together. */
  mostBytes: number;
  /** Called with true when a body is first dropped for want of room, and with false once half of it is free again. */
  onBusy?: (isBusy: boolean) => void;
  /** A clock that never goes back, in milliseconds. */
  nowMs?: () => number;
}

/** The share of one unproved request. */
export interface Holding {
  /** Adds bytes. Makes room by dropping other requests; returns false if this request is the one to go. */
  grow(sizeBytes: number): boolean;
  /** Gives all of it back, once the request is proved or refused. */
  end(): void;
}

export interface Unproved {
  /** @param drop called when the request must go, to make room for others */
  hold(drop: () => void): Holding;
}

interface Held {
  sizeBytes: number;
  sinceMs: number;
  drop: () => void;
}

/**
 * Bounds the memory of bodies that may come from anybody. The budget counts bytes that have arrived, so a stranger
 * cannot use it up by announcing a large body.
 *
 * When the budget is used up, the request goes that has held the most bytes for the longest time: the one with the
 * largest product of size and age. Slack's requests are small and arrive within milliseconds. A flood that withholds
 * the end of its bodies has to hold a budget's worth of bytes, so its share of size and age is larger than theirs.
 * Dropping the oldest alone would take a slow, small request before a large one; dropping the largest alone would take
 * a large view from Slack before a smaller body that a stranger withholds.
 */
export function createUnproved({
  mostBytes,
  onBusy,
  nowMs = () => performance.now(),
}: UnprovedOptions): Unproved {
  const budget = createByteBudget({ mostBytes, onBusy });
  const all = new Set<Held>();

  /** An age of 1 ms is added, so that size decides between requests of the same moment. */
  function weight({ sizeBytes, sinceMs }: Held, atMs: number): number {
    return sizeBytes * (atMs - sinceMs + 1);
  }

  function heaviest(asking: Held, askedBytes: number): Held {
    const atMs = nowMs();
    let found = asking;
    let most = weight({ ...asking, sizeBytes: asking.sizeBytes + askedBytes }, atMs);
    for (const held of all) {
      if (held === asking || weight(held, atMs) <= most) continue;
      found = held;
      most = weight(held, atMs);
    }
    return found;
  }

  function end(held: Held): void {
    if (all.delete(held)) budget.giveBack(held.sizeBytes);
  }

  return {
    hold(drop) {
      const held: Held = { sizeBytes: 0, sinceMs: nowMs(), drop };
      all.add(held);
      return {
        grow(sizeBytes) {
          while (!budget.take(sizeBytes)) {
            const heavy = heaviest(held, sizeBytes);
            end(heavy);
            if (heavy === held) return false;
            heavy.drop();
          }
          held.sizeBytes += sizeBytes;
          return true;
        },
        end: () => end(held),
      };
    },
  };
}
