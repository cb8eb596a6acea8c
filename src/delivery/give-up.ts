import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { LeasedEnvelope } from './attempt.js';
import type { DeliveryMeter } from './meter.js';

export interface GiveUpOptions {
  inbox: Pick<Inbox, 'bury'>;
  meter: DeliveryMeter;
  log: Logger;
}

/**
 * Makes a dead letter of an envelope that havoc itself cannot deliver. Does nothing if the lease is lost.
 *
 * @param error the reason, as the dead letter and the log show it
 */
export type GiveUp = (envelope: LeasedEnvelope, error: string) => Promise<void>;

export function createGiveUp({ inbox, meter, log }: GiveUpOptions): GiveUp {
  return async function giveUp({ id, lease, kind, name, attempt }, error) {
    if (!(await inbox.bury({ id, lease, attempt, reason: 'attempts', error }))) return;
    meter.died(kind, 'attempts');
    log.error({ envelope_id: id, kind, name, attempt }, `an envelope became a dead letter: ${error}`);
  };
}
