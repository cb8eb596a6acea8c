import { createFollowers } from '../../src/delivery/followers.js';
import type { ClaimedEnvelope, LeaseRef } from '../../src/inbox/index.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

export const LEASE_MS = 30_000;

export function numbered(number: number): ClaimedEnvelope {
  return { ...leasedEnvelope(`${number}`, { orderKey: 'C1' }), dedupeKey: `event ${number}` };
}

export const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, place) => numbered(first + place));

/**
 * Opens a line of `waiting` followers in a conversation of `total` envelopes. If `total` is negative, claims
 * fail.
 */
export function openFollowers({
  waiting,
  total,
  isAway = false,
}: {
  waiting: number;
  total: number;
  isAway?: boolean;
}) {
  const lines: string[] = [];
  const asked: string[][] = [];
  const back: { ids: string[]; keeper: string | undefined }[] = [];
  let hold: Promise<void> = Promise.resolve();
  const followers = createFollowers({
    inbox: {
      leaseMs: LEASE_MS,
      async claimBehind(lasts: readonly LeaseRef[], { limit }) {
        asked.push(lasts.map(({ id }) => id));
        await hold;
        if (total < 0) throw new Error('the database is away');
        return lasts.map(({ id }) => numbers(Number(id) + 1, Math.min(total, Number(id) + limit)));
      },
      async putBack(attempts, keeper) {
        if (isAway) throw new Error('away');
        back.push({ ids: attempts.map(({ id }) => id), keeper: keeper?.id });
      },
    },
    claiming: () => ({ ordered: { kinds: ['*'], names: [] }, maxAttempts: 20 }),
    due: { back: async (work) => void (await work) },
    log: createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } }),
  });
  followers.keep(numbered(0), numbers(1, waiting), performance.now());
  return {
    followers,
    lines,
    asked,
    back,
    /** Holds claims up until the returned function is called. */
    holdClaims() {
      let go: () => void = () => undefined;
      hold = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
    /** Settles envelopes from that number on until none follows. Resolves with the last number. */
    async goOn(from: number, times = Number.POSITIVE_INFINITY) {
      let at = from;
      for (let time = 0; time < times; time++) {
        const next = followers.follow(`lease ${at}`);
        if (!next) break;
        expect(next.envelope.id).toBe(`${at + 1}`);
        at++;
        await turns();
      }
      return at;
    },
  };
}

/** Lets pending callbacks run. */
export async function turns() {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
}
