import { backoffMs } from '../base/index.js';
import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { LeasedEnvelope } from './attempt.js';
import { cutError } from './cut-error.js';
import type { Due } from './due.js';
import type { GiveUp } from './give-up.js';
import type { DeliveryMeter } from './meter.js';

export interface UnpreparedOptions {
  inbox: Pick<Inbox, 'postpone'>;
  giveUp: GiveUp;
  meter: DeliveryMeter;
  log: Logger;
  /** After how many attempts an envelope becomes a dead letter. */
  maxAttempts: number;
  /** The longest wait after the first failure, in milliseconds; it doubles with each further failure. */
  retryMs: number;
  due: Pick<Due, 'in'>;
}

/** Handles envelopes whose delivery could not be prepared. */
export interface Unprepared {
  /** Tries the envelope again later, or makes it a dead letter after its last attempt. Never rejects. */
  failed(envelope: LeasedEnvelope, failure: unknown): Promise<void>;
  /** The last failure as text for people; undefined if there was none for `SHOWN_MS`. */
  trouble(): string | undefined;
}

const MOST_RETRY_MS = 5 * 60_000;
/**
 * Longer than the pause between two attempts, so that an envelope that keeps failing is shown all the time.
 */
const SHOWN_MS = 10 * 60_000;

export function createUnprepared(options: UnpreparedOptions): Unprepared {
  const { inbox, giveUp, meter, log, maxAttempts, retryMs, due } = options;
  let last: { error: string; at: number } | undefined;

  async function putAway(envelope: LeasedEnvelope, error: string): Promise<void> {
    if (envelope.attempt >= maxAttempts) return giveUp(envelope, error);
    const delayMs = backoffMs(envelope.attempt, { firstMs: retryMs, mostMs: MOST_RETRY_MS });
    await inbox.postpone({ ...envelope, delayMs, error });
    due.in(delayMs);
  }

  return {
    async failed(envelope, failure) {
      const { id, kind, name, attempt } = envelope;
      log.error({ err: failure, envelope_id: id, kind, name, attempt }, 'could not prepare a delivery');
      meter.ended(kind, 'unprepared');
      const why = failure instanceof Error ? failure.message : String(failure);
      const error = cutError(`havoc could not prepare the delivery: ${why}`);
      last = { error, at: performance.now() };
      await putAway(envelope, error).catch((again: unknown) => {
        log.error(
          { err: again, envelope_id: id },
          'could not give a lease back: its envelope is delivered again when the lease runs out',
        );
      });
    },
    trouble: () => (last && performance.now() - last.at < SHOWN_MS ? last.error : undefined),
  };
}
