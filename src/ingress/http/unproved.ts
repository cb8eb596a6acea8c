import { createByteBudget } from '../../base/index.js';

export interface UnprovedOptions {
  /** The most bytes that the bodies of all unverified requests may take together. */
  mostBytes: number;
  /** Called with true when a body is first dropped to make room, and with false once half the budget is free again. */
  onBusy?: (isBusy: boolean) => void;
  /** A clock that never goes back, in milliseconds. */
  nowMs?: () => number;
}

/** The part of the budget that one unverified request holds. */
export interface Holding {
  /** Adds bytes. Makes room by dropping other requests. Returns false if this request is the one to drop. */
  grow(sizeBytes: number): boolean;
  /** Returns all bytes to the budget. Call it once the request is verified or refused. */
  end(): void;
}

export interface Unproved {
  /** @param drop called when the request must be dropped to make room for others */
  hold(drop: () => void): Holding;
}

interface Held {
  sizeBytes: number;
  sinceMs: number;
  drop: () => void;
}

/**
 * Limits the memory for bodies that anyone may send. The budget counts bytes that have arrived, so a stranger
 * cannot use it up by announcing a large body.
 *
 * When the budget is used up, the request that has held the most bytes for the longest time is dropped: the one with
 * the largest product of size and age. Slack's requests are small and arrive within milliseconds. A flood that
 * withholds the end of its bodies has to hold a budget's worth of bytes, so its products are larger than those of
 * Slack's requests. If age alone counted, a slow, small request would be dropped before a large one. If size alone
 * counted, a large view from Slack would be dropped before a smaller body that a stranger withholds.
 */
export function createUnproved({
  mostBytes,
  onBusy,
  nowMs = () => performance.now(),
}: UnprovedOptions): Unproved {
  const budget = createByteBudget({ mostBytes, onBusy });
  const all = new Set<Held>();

  /** Returns size times age. Adds 1 ms to the age, so that size decides between requests that have just begun. */
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
