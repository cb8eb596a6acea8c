import type { Fleet } from '../fleet/index.js';

/** Receives reports that something is due. Each part of this room reports after it has changed the inbox. */
export interface Due {
  /** Something is due: this replica looks for it at once. */
  now(): void;
  /** Something is due after the delay: this replica then looks for it. */
  in(delayMs: number): void;
  /**
   * Something due stays in the inbox, because there is no room for it here. New envelopes must not overtake
   * it.
   */
  left(): void;
  /**
   * The work gives envelopes back to the inbox. New envelopes do not overtake them meanwhile. When the work
   * has ended, even if it failed, this replica and the others look for due envelopes. Rejects if the work
   * does.
   */
  back(work: Promise<unknown>): Promise<void>;
  /** Something is due that the named replica should look for, or all other replicas if none is named. */
  elsewhere(replica?: string): void;
}

/** The part that looks for due envelopes: the dispatcher. */
export interface Looking {
  look(): void;
  left(): void;
}

export interface DueOptions {
  fleet: Pick<Fleet, 'notify' | 'on'>;
}

/** The longest delay that gets an alarm. The poll finds what is due later. */
const MOST_ALARM_MS = 10_000;
/** Envelopes that are due within one step share an alarm. */
const ALARM_STEP_MS = 10;
const TOPIC = 'inbox';

/** Creates the room's `Due`. It also receives the reports of other replicas. */
export function createDue({ fleet }: DueOptions): Due & { watch(by: Looking): void; stop(): void } {
  let looking: Looking = { look() {}, left() {} };
  let stopped = false;
  /** The alarms, by the time when something is due, in steps of `ALARM_STEP_MS`. */
  const alarms = new Map<number, NodeJS.Timeout>();

  const now = () => looking.look();
  const elsewhere = (replica?: string) => fleet.notify(TOPIC, undefined, replica);
  fleet.on(TOPIC, now);

  return {
    now,
    elsewhere,
    left: () => looking.left(),
    in(delayMs) {
      if (stopped || delayMs > MOST_ALARM_MS) return;
      const moment = Math.ceil((performance.now() + delayMs) / ALARM_STEP_MS);
      if (alarms.has(moment)) return;
      const ring = () => {
        alarms.delete(moment);
        now();
      };
      alarms.set(moment, setTimeout(ring, (moment + 1) * ALARM_STEP_MS - performance.now()));
    },
    async back(work) {
      looking.left();
      try {
        await work;
      } finally {
        now();
        elsewhere();
      }
    },
    watch(by) {
      looking = by;
    },
    stop() {
      stopped = true;
      for (const alarm of alarms.values()) clearTimeout(alarm);
    },
  };
}
