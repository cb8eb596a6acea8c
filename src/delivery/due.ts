import type { Fleet } from '../fleet/index.js';

/** How the parts of this room say that something is due. One of them hangs on each change of the inbox that they make. */
export interface Due {
  /** Something is due: it is looked for here at once. */
  now(): void;
  /** Something will be due after the delay, and is then looked for here. */
  in(delayMs: number): void;
  /** Something due stays in the inbox, as nobody here has room for it: what comes now must not overtake it. */
  left(): void;
  /**
   * Something is being given back to the inbox. Nothing overtakes it meanwhile; once it is there, or could not be given
   * back, it is looked for here and elsewhere. Rejects as the work does.
   */
  back(work: Promise<unknown>): Promise<void>;
  /** Something is due that another replica should look for: this one, or any. */
  elsewhere(replica?: string): void;
}

/** Who looks for what is due. */
export interface Looking {
  look(): void;
  left(): void;
}

export interface DueOptions {
  fleet: Pick<Fleet, 'notify' | 'on'>;
}

/** What is due later than that is found by looking now and then. */
const MOST_ALARM_MS = 10_000;
/** What is due at about the same time is looked for once. */
const ALARM_STEP_MS = 10;
const TOPIC = 'inbox';

/** Told by other replicas too that something is due. */
export function createDue({ fleet }: DueOptions): Due & { watch(by: Looking): void; stop(): void } {
  let looking: Looking = { look() {}, left() {} };
  let stopped = false;
  /** By the moment when something is due. */
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
