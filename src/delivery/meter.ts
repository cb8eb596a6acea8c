/**
 * How an attempt ended. `expired`: the app said nothing in time. `lost`: its lease was lost before the app
 * settled it. `unprepared`: the app never got it.
 */
export type AttemptOutcome = 'acked' | 'naked' | 'termed' | 'expired' | 'lost' | 'unprepared';

/** Counts what happens to deliveries, by kind. */
export interface DeliveryMeter {
  /**
   * @param waitedMs the time from the envelope's receipt to its hand-over
   * @param attempt 1 for the first
   */
  handedOver(kind: string, waitedMs: number, attempt: number): void;
  ended(kind: string, outcome: AttemptOutcome): void;
  died(kind: string, reason: 'attempts' | 'termed'): void;
  /** The envelope was given up, because no connected app handled it in time. */
  unhandled(kind: string): void;
}
