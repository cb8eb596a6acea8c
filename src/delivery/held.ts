import type { ClaimedEnvelope, Except } from '../inbox/index.js';
import type { Facts } from './handles.js';

/** A claimed envelope whose subscribers are all at their limit. */
export interface HeldEnvelope {
  envelope: ClaimedEnvelope;
  payload: Record<string, unknown>;
  facts: Facts;
  /** Milliseconds since 1970: then it is better left to another replica. */
  heldUntil: number;
}

/** What waits here for busy subscribers while others are served. */
export interface Held {
  add(one: HeldEnvelope): void;
  /** All of them, which then are no longer held. */
  takeAll(): HeldEnvelope[];
  /** How many more may be held. */
  room(): number;
  /** What enough is held of: more of it would only keep from being claimed what could be handed over. */
  enough(): Except;
}

const MOST = 1_000;
const MOST_OF_A_KIND = 200;
/** What has one kind and one name is, as a rule, for the same subscribers. */
const MOST_OF_A_NAME = 20;

export function createHeld(): Held {
  let held: HeldEnvelope[] = [];

  return {
    add: (one) => void held.push(one),
    takeAll() {
      const taken = held;
      held = [];
      return taken;
    },
    room: () => MOST - held.length,
    enough() {
      const kinds = new Map<string, number>();
      const names = new Map<string, { envelope: ClaimedEnvelope; count: number }>();
      for (const { envelope } of held) {
        const key = `${envelope.kind} ${envelope.name}`;
        kinds.set(envelope.kind, (kinds.get(envelope.kind) ?? 0) + 1);
        names.set(key, { envelope, count: (names.get(key)?.count ?? 0) + 1 });
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
