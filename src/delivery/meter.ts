/** How an attempt ended: by the app's word, `expired` for want of one, or `unprepared` where the app never got it. */
export type AttemptOutcome = 'acked' | 'naked' | 'termed' | 'expired' | 'lost' | 'unprepared';

/** Told of what happens to deliveries, by kind. */
export interface DeliveryMeter {
  /**
   * @param waitedMs from the envelope's reception to its hand-over
   * @param attempt 1 for the first
   */
  handedOver(kind: string, waitedMs: number, attempt: number): void;
  ended(kind: string, outcome: AttemptOutcome): void;
  died(kind: string, reason: 'attempts' | 'termed'): void;
  /** Given up, for no connected app handled it in time. */
  unhandled(kind: string): void;
}
