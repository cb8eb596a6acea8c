import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { SetAside } from './aside.js';
import type { Attempt, LeasedEnvelope } from './attempt.js';
import type { Elsewhere } from './elsewhere.js';
import type { HandOver } from './hand-over.js';
import { factsOf } from './handles.js';
import type { Held } from './held.js';
import { creditOf, type Subscriber, type Subscribers } from './subscribers.js';

export interface Dispatcher {
  /** Says that something may be due, or that somebody can take more. */
  wake: () => void;
  /** Hands an attempt of this process's to whoever is to have it, or keeps it until somebody can. */
  place(attempt: Attempt): Promise<void>;
  /** The subscriber can take more than before. */
  freed(subscriber: Subscriber): void;
  /** Whether something may be due that is older than what comes now. */
  hasBacklog(): boolean;
  /** Something was left in the inbox, since nobody here could take it. */
  left(): void;
  isStopped(): boolean;
  /** Claims nothing more; resolves when what was claimed is handed over or given back. */
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  inbox: Inbox;
  subscribers: Subscribers;
  elsewhere: Elsewhere;
  held: Held;
  handOver: HandOver;
  setAside: SetAside;
  log: Logger;
  /** Says to the other replicas that something is due that this one cannot take. */
  tellOthers: () => void;
  maxAttempts: number;
  /** How often to look for what is due without having been told, in milliseconds. */
  pollMs: number;
}

const MAX_CLAIM = 500;
/** With a backlog, claims wait so long for more credit than a trickle. */
const GATHER_MS = 4;
/** What another replica handles too is not kept from it for longer. */
const SHARED_HOLD_MS = 500;

/**
 * Moves envelopes from the inbox to subscribers. One loop: as much is claimed as there is credit, and as was freed
 * during the claim before, so that an app that works off a backlog never waits for the database. What is claimed is
 * handed to a subscriber that handles it; held, while its lease is young, when all of those are at their limit; set
 * aside when there is none. What is held goes first when a subscriber can take more. Of what enough is held, no
 * more is claimed.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, subscribers, elsewhere, held, handOver, setAside, tellOthers, log, maxAttempts, pollMs } =
    options;
  let working: Promise<void> | undefined;
  let wokenAgain = false;
  let stopped = false;
  let backlog = true;
  /** How often something was left in the inbox: a claim that began before has not seen it. */
  let leftTimes = 0;
  let freedMeanwhile = 0;
  let ahead = 0;
  /** How many more than there is credit for are claimed: what nobody handles is cleared away in ever larger lots. */
  let beyond = 0;

  function wake(): void {
    wokenAgain = true;
    if (stopped || working) return;
    working = work().finally(() => {
      working = undefined;
      if (wokenAgain) wake();
    });
  }

  async function work(): Promise<void> {
    try {
      while (wokenAgain && !stopped) {
        wokenAgain = false;
        await offerHeld();
        if (subscribers.credit() === 0) {
          // Whatever it was, it is looked for as soon as somebody has credit.
          left();
          continue;
        }
        if (backlog && isTrickle()) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
        const credit = subscribers.credit();
        if (credit === 0) continue;
        const limit = Math.min(credit + ahead + beyond, MAX_CLAIM, held.room());
        if (limit > 0) await claimAndPlace(limit);
      }
    } catch (failure) {
      // The poll tries again; until then the inbox holds everything.
      wokenAgain = false;
      log.error({ err: failure }, 'could not claim envelopes');
    }
  }

  function isTrickle(): boolean {
    const limits = subscribers.all().reduce((sum, { maxInFlight }) => sum + maxInFlight, 0);
    return subscribers.credit() < Math.min(limits / 4, 50);
  }

  async function claimAndPlace(limit: number): Promise<void> {
    const ordered = subscribers.wantsOrder() || elsewhere.wantsOrder();
    const leasedAt = Date.now();
    const leftBefore = leftTimes;
    freedMeanwhile = 0;
    const envelopes = await inbox.claim(limit, { except: held.enough(), ordered, maxAttempts });
    ahead = freedMeanwhile;
    if (envelopes.length > 0) wokenAgain = true;
    // What has come since the claim began is younger than one claim: what comes next may well go past it.
    backlog = envelopes.length * 2 >= limit || leftTimes !== leftBefore;
    const aside = envelopes
      .map((envelope): Attempt => {
        const body = JSON.parse(envelope.payload.toString());
        return { envelope, body, facts: factsOf(envelope.kind, body), leasedAt };
      })
      .filter((one) => placeHere(one) === 'none');
    const onlyAside = envelopes.length > 0 && aside.length === envelopes.length;
    beyond = onlyAside ? Math.min(2 * envelopes.length, MAX_CLAIM) : 0;
    if (aside.length > 0) await setAside(aside);
  }

  function placeHere(one: Attempt): 'handed over' | 'held' | 'none' {
    const chosen = subscribers.choose(one.facts);
    if (chosen === 'none') return 'none';
    if (chosen !== 'busy') {
      handOver.start(chosen, one);
      return 'handed over';
    }
    held.add(one);
    return 'held';
  }

  /** What its subscribers could not take for too long is better left to others. */
  async function offerHeld(): Promise<void> {
    if (held.size() === 0) return;
    const homeless: Attempt[] = [];
    const overdue: LeasedEnvelope[] = [];
    held.sift((one) => {
      const chosen = subscribers.choose(one.facts);
      if (chosen === 'none') homeless.push(one);
      else if (chosen !== 'busy') handOver.start(chosen, one);
      else if (isOverdue(one)) overdue.push(one.envelope);
      else return false;
      return true;
    });
    await Promise.all([setAside(homeless), inbox.putBack(overdue)]);
    if (overdue.length === 0) return;
    left();
    tellOthers();
  }

  function isOverdue({ leasedAt, facts }: Attempt): boolean {
    const heldMs = Date.now() - leasedAt;
    if (heldMs > inbox.leaseMs / 2) return true;
    return heldMs > SHARED_HOLD_MS && elsewhere.find(facts) !== undefined;
  }

  function freed(subscriber: Subscriber): void {
    freedMeanwhile++;
    if (!stopped && held.size() > 0 && creditOf(subscriber) > 0) {
      const one = held.take(subscriber.handles);
      if (one) handOver.start(subscriber, one);
    }
    if (backlog) wake();
  }

  function left(): void {
    leftTimes++;
    backlog = true;
  }

  function takeAllHeld(): LeasedEnvelope[] {
    const taken: LeasedEnvelope[] = [];
    held.sift(({ envelope }) => taken.push(envelope) > 0);
    return taken;
  }

  const poll = setInterval(wake, pollMs);

  return {
    wake,
    freed,
    left,
    hasBacklog: () => backlog,
    isStopped: () => stopped,
    async place(one) {
      if (stopped) return inbox.putBack([one.envelope]);
      if (placeHere(one) === 'none') await setAside([one]);
    },
    async stop() {
      stopped = true;
      clearInterval(poll);
      await working;
      await handOver.idle();
      await inbox
        .putBack(takeAllHeld())
        .catch((failure: unknown) =>
          log.error({ err: failure }, 'leases could not be given back; they run out'),
        );
    },
  };
}
