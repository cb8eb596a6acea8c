import type { Fleet } from '../fleet/index.js';
import type { Logger } from '../log/index.js';
import { compileHandles, type Facts } from './handles.js';

/** What the subscribers of other replicas handle. */
export interface Elsewhere {
  /** A replica that handles such a payload, each in turn. */
  find(facts: Facts): string | undefined;
  /** As of the subscribers here: whether anybody who handles such a payload, or anybody at all, wants order. */
  wantsOrder(facts?: Facts): boolean;
}

interface Known {
  replica: string;
  subscribers: { isOrdered: boolean; handles: (facts: Facts) => boolean }[];
}

/** Compiles what the fleet declares, once for each time that it changes. */
export function createElsewhere(fleet: Pick<Fleet, 'others' | 'onChange'>, log: Logger): Elsewhere {
  let known: Known[] = [];
  let turn = 0;

  function compile(): void {
    known = fleet.others().map(({ replica, handles }) => ({
      replica,
      subscribers: handles.flatMap(({ declarations, ordered }) => {
        try {
          return [{ isOrdered: ordered, handles: compileHandles(declarations) }];
        } catch (failure) {
          // It is of another version, and takes by itself what only it understands.
          log.warn({ err: failure, replica }, 'another replica declares what this one does not understand');
          return [];
        }
      }),
    }));
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
    wantsOrder: (facts) =>
      known.some(({ subscribers }) =>
        subscribers.some(({ isOrdered, handles }) => isOrdered && (!facts || handles(facts))),
      ),
  };
}
