import type { Inbox } from '../inbox/index.js';
import type { LeasedEnvelope } from './attempt.js';
import type { InFlight } from './subscriber.js';

/**
 * Gives back what subscribers have in hand. The attempts count, except those of probes. Attempts that an app
 * has settled are not given back, because their settlement is still being written.
 */
export type GiveBack = (inFlight: readonly InFlight[]) => Promise<void>;

export function createGiveBack(inbox: Pick<Inbox, 'release' | 'putBack'>): GiveBack {
  return async function giveBack(inFlight) {
    await inbox.release(unsettledOf(inFlight.filter(({ isProbe }) => !isProbe)));
    await inbox.putBack(unsettledOf(inFlight.filter(({ isProbe }) => isProbe)));
  };
}

function unsettledOf(inFlight: readonly InFlight[]): LeasedEnvelope[] {
  return inFlight.filter(({ isEnding }) => !isEnding).map(({ envelope }) => envelope);
}
