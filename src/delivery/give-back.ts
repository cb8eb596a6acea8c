import type { Inbox } from '../inbox/index.js';
import type { LeasedEnvelope } from './attempt.js';
import type { InFlight } from './subscriber.js';

/**
 * Gives back what subscribers have in hand: as an attempt that came to nothing, or, of a probe, as none. What an app has
 * settled is not handed out again while that is being written down.
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
