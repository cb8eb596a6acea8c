import type { Fleet } from '../fleet/index.js';
import type { Subscribers } from './subscribers.js';

/** Tells the other replicas what the subscribers here handle, which then hand on what is for those. */
export interface Announce {
  /** Something has changed: who competes here, or who of them speaks. */
  changed(): void;
  /** From now on, nobody here handles anything. */
  stop(): void;
}

export interface AnnounceOptions {
  fleet: Pick<Fleet, 'declare'>;
  subscribers: Pick<Subscribers, 'all'>;
}

export function createAnnounce({ fleet, subscribers }: AnnounceOptions): Announce {
  let isStopped = false;

  function changed(): void {
    const speaking = isStopped ? [] : subscribers.all().filter((one) => !one.isSilent());
    fleet.declare(
      speaking.map(({ declarations, isOrdered }) => ({
        declarations: [...declarations],
        ordered: isOrdered,
      })),
    );
  }

  return {
    changed,
    stop() {
      isStopped = true;
      changed();
    },
  };
}
