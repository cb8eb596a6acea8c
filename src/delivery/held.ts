import type { Selection } from '../inbox/index.js';
import type { Attempt, LeasedEnvelope } from './attempt.js';

/** The attempts that wait here for busy subscribers while others are served. */
export interface Held {
  add(one: Attempt): void;
  /** Removes and returns the first attempt that fits. Those with a deadline come before those without. */
  take(fits: (one: Attempt) => boolean): Attempt | undefined;
  /** Calls `isTaken` with each attempt, first to last, and removes those for which it returns true. */
  sift(isTaken: (one: Attempt) => boolean): void;
  size(): number;
  /** How many more attempts may be held. */
  room(): number;
  /** The kinds and names of which enough attempts are held. If more were held, others would have no room. */
  enough(): Selection;
}

const MOST = 1_000;
const MOST_OF_A_KIND = 200;
/** Envelopes of one kind and name are usually for the same subscribers. */
const MOST_OF_A_NAME = 20;

export function createHeld(): Held {
  let held: Attempt[] = [];

  return {
    add(one) {
      // Newest deadline first: Slack may already have stopped waiting for the others.
      if (one.envelope.replyBy) held.unshift(one);
      else held.push(one);
    },
    take(fits) {
      const at = held.findIndex(fits);
      return at < 0 ? undefined : held.splice(at, 1)[0];
    },
    sift(isTaken) {
      held = held.filter((one) => !isTaken(one));
    },
    size: () => held.length,
    room: () => MOST - held.length,
    enough() {
      const kinds = new Map<string, number>();
      const names = new Map<string, { envelope: LeasedEnvelope; count: number }>();
      for (const { envelope } of held) {
        const key = `${envelope.kind} ${envelope.name}`;
        const count = (names.get(key)?.count ?? 0) + 1;
        names.set(key, { envelope, count });
        // Many attempts of one name do not mean that the kind's other names are held up.
        if (count <= MOST_OF_A_NAME) kinds.set(envelope.kind, (kinds.get(envelope.kind) ?? 0) + 1);
      }
      return {
        kinds: [...kinds].filter(([, count]) => count >= MOST_OF_A_KIND).map(([kind]) => kind),
        names: [...names.values()]
          .filter(({ count }) => count >= MOST_OF_A_NAME)
          .map(({ envelope }) => envelope),
      };
    },
  };
}
