import type { Fleet } from '../fleet/index.js';
import type { Subscribers } from './subscribers.js';

/**
 * Tells the other replicas what the subscribers here handle. They then pass on envelopes for these
 * subscribers.
 */
export interface Announce {
  /** Reports that the competing subscribers here, or the silent ones among them, have changed. */
  changed(): void;
  /** Tells the other replicas that no subscriber here handles anything any more. */
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
