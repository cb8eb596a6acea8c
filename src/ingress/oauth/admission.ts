import { createTokenBucket, createTokenBuckets } from './token-bucket.js';

/** The client whose installation is about to be finished. */
export interface Asker {
  /** As `clientAddress` returns it. */
  address: string | undefined;
  /** True if the installation began with a link that the app made or signed. */
  hasLink: boolean;
}

/** Takes one installation from the limits. Returns false if there are too many. */
export type Admit = (asker: Asker) => boolean;

/**
 * How many installations a replica finishes at once, and how many in each minute after that: from all clients together,
 * and from each address. Anyone can begin an installation. Each one that is finished stores the id of its state and
 * costs a call of oauth.v2.access. All replicas share Slack's limit for this method, and token refreshes call it too.
 * Slack documents the limit as 600 calls a minute, and as tier 4, which means 100 or more.
 *
 * Strangers have no link from the app. So they can use up only the limit `open`, and one address only a part of it.
 *
 * @see https://docs.slack.dev/reference/methods/oauth.v2.access
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const PER_MINUTE = {
  linked: { all: 30, each: 10 },
  open: { all: 15, each: 5 },
};

/** How many addresses are remembered. Each takes about 400 bytes. */
const MOST_ADDRESSES = 5_000;

export function createAdmit(nowMs?: () => number): Admit {
  const linked = createLane(PER_MINUTE.linked, nowMs);
  const open = createLane(PER_MINUTE.open, nowMs);
  return ({ address, hasLink }) => (hasLink ? linked : open)(address);
}

function createLane({ all, each }: { all: number; each: number }, nowMs?: () => number) {
  const takeOfAll = createTokenBucket({ perMinute: all, nowMs });
  const takeOf = createTokenBuckets({ perMinute: each, mostKeys: MOST_ADDRESSES, nowMs });
  // The address comes first, so that a client that is refused takes nothing from the others.
  return (address: string | undefined) => (address === undefined || takeOf(address)) && takeOfAll();
}
