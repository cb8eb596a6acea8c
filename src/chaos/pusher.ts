import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Door, Outcome } from './doors.js';
import type { Payloads, Push } from './payloads.js';
import type { Random } from './random.js';

/** One try to send a payload, from Slack's side. */
export interface Tried extends Outcome {
  /** Milliseconds since 1970. */
  at: number;
  tookMs: number;
}

/** A payload, and its tries so far. */
export interface Pushed extends Push {
  tries: Tried[];
}

export interface Pusher {
  pushed: readonly Pushed[];
  /** Sends no new payloads. Resolves when all earlier ones are acknowledged or given up. */
  stop(): Promise<void>;
}

export interface PusherOptions {
  doors: readonly Door[];
  payloads: Payloads;
  random: Random;
  /** Payloads per second, in addition to the conversations. */
  rate: number;
  conversations: readonly string[];
}

/**
 * Slack retries after 0, 1 and 5 minutes. These delays are shorter. There is one more retry, because outages are more
 * frequent here.
 */
const RETRY_AFTER_MS = [50, 700, 3_000, 6_000];
/** The share of acknowledged events that are sent once more anyway. */
const AGAIN_SHARE = 0.03;
const BETWEEN_MS = [0, 250] as const;

/** Plays Slack. Retries events by schedule, and sends other payloads once. */
export function startPusher({ doors, payloads, random, rate, conversations }: PusherOptions): Pusher {
  const pushed: Pushed[] = [];
  const underWay = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const pause = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  async function tryOnce(one: Pushed): Promise<Tried> {
    const door = random.pick(doors.filter((candidate) => candidate.isOpen())) ?? doors[0];
    const at = Date.now();
    const startedMs = performance.now();
    const before = one.tries.at(-1);
    const retryReason = before && (before.how === 'timeout' ? 'http_timeout' : 'http_error');
    const outcome = await (door as Door).push(one, { retryNum: one.tries.length, retryReason });
    // This extends the same object, because a late acknowledgement is recorded in it.
    const tried = Object.assign(outcome, { at, tookMs: performance.now() - startedMs });
    one.tries.push(tried);
    return tried;
  }

  async function push(what: Push): Promise<void> {
    const one: Pushed = { ...what, tries: [] };
    pushed.push(one);
    const delays = one.kind === 'event' ? RETRY_AFTER_MS : [];
    let { how } = await tryOnce(one);
    for (const delayMs of delays) {
      if (how === 'acknowledged') break;
      await wait(delayMs);
      ({ how } = await tryOnce(one));
    }
    if (how === 'acknowledged' && one.kind === 'event' && random.share() < AGAIN_SHARE) {
      await wait(random.whole(0, 2_000));
      await tryOnce(one);
    }
  }

  function begin(work: Promise<unknown>): void {
    const done = work.finally(() => underWay.delete(done));
    underWay.add(done);
  }

  async function pushAny(): Promise<void> {
    while (!stopping.signal.aborted) {
      begin(push(payloads.any()));
      await pause((random.share() * 2_000) / rate);
    }
  }

  /** Sends each payload after the previous one is acknowledged or given up, so that there is an order to keep. */
  async function converse(conversation: string): Promise<void> {
    while (!stopping.signal.aborted) {
      await push(payloads.next(conversation));
      await pause(random.whole(...BETWEEN_MS));
    }
  }

  begin(pushAny());
  for (const conversation of conversations) begin(converse(conversation));
  return {
    pushed,
    async stop() {
      stopping.abort();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
