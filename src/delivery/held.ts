import type { Selection } from '../inbox/index.js';
import type { Attempt, LeasedEnvelope } from './attempt.js';

/** What waits here for busy subscribers while others are served. */
export interface Held {
  add(one: Attempt): void;
  /** The first that fits, which then is no longer held: what has a deadline before what has none. */
  take(fits: (one: Attempt) => boolean): Attempt | undefined;
  /** Shows all of them, first to last; those for which it is told so are no longer held. */
  sift(isTaken: (one: Attempt) => boolean): void;
  size(): number;
  /** How many more may be held. */
  room(): number;
  /** What enough is held of: more of it would only keep from being claimed what could be handed over. */
  enough(): Selection;
}

const MOST = 1_000;
const MOST_OF_A_KIND = 200;
/** What has one kind and one name is, as a rule, for the same subscribers. */
const MOST_OF_A_NAME = 20;

export function createHeld(): Held {
  let held: Attempt[] = [];

  return {
    add(one) {
      // The newest deadline first: of the others, Slack may have stopped waiting already.
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
        // Many of one name say nothing of the other names.
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
