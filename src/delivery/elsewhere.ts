import type { Fleet } from '../fleet/index.js';
import type { Selection } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { compileHandles, type Facts } from './handles.js';
import { selectionOf, union } from './selection.js';

/** Knows what the subscribers of other replicas handle. */
export interface Elsewhere {
  /** Finds a replica that handles the payload. If several do, they take turns. */
  find(facts: Facts): string | undefined;
  isHandled(facts: Facts): boolean;
  /** True if a subscriber that handles the payload wants order. */
  wantsOrder(facts: Facts): boolean;
  /** The envelopes that may be for subscribers that want order. */
  orderedSelection(): Selection;
}

interface Known {
  replica: string;
  subscribers: { isOrdered: boolean; selection: Selection; handles: (facts: Facts) => boolean }[];
}

/** Compiles what the other replicas declare, once for each change. */
export function createElsewhere(fleet: Pick<Fleet, 'others' | 'onChange'>, log: Logger): Elsewhere {
  let known: Known[] = [];
  let all: Known['subscribers'] = [];
  let turn = 0;

  function compile(): void {
    known = fleet.others().map(({ replica, handles }) => ({
      replica,
      subscribers: handles.flatMap(({ declarations, ordered }) => {
        try {
          return [
            {
              isOrdered: ordered,
              selection: selectionOf(declarations),
              handles: compileHandles(declarations),
            },
          ];
        } catch (failure) {
          // The other replica runs another version. It still claims these envelopes itself.
          log.warn(
            { err: failure, replica },
            'another replica declares handles that this version does not understand',
          );
          return [];
        }
      }),
    }));
    all = known.flatMap(({ subscribers }) => subscribers);
  }

  compile();
  fleet.onChange(compile);

  return {
    find(facts) {
      for (let step = 1; step <= known.length; step++) {
        const at = (turn + step) % known.length;
        const one = known[at];
        if (!one?.subscribers.some(({ handles }) => handles(facts))) continue;
        turn = at;
        return one.replica;
      }
      return undefined;
    },
    isHandled: (facts) => all.some(({ handles }) => handles(facts)),
    wantsOrder: (facts) => all.some(({ isOrdered, handles }) => isOrdered && handles(facts)),
    orderedSelection: () => union(all.filter(({ isOrdered }) => isOrdered).map(({ selection }) => selection)),
  };
}
