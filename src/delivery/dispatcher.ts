import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { SetAside } from './aside.js';
import { type Attempt, bodyOf, type LeasedEnvelope } from './attempt.js';
import type { Elsewhere } from './elsewhere.js';
import type { GiveUp } from './give-up.js';
import type { HandOver } from './hand-over.js';
import { factsOf } from './handles.js';
import type { Held } from './held.js';
import { isInScope, union } from './order-scope.js';
import { creditOf, type Subscriber, type Subscribers } from './subscribers.js';

export interface Dispatcher {
  /** Says that something may be due, or that somebody can take more. */
  wake: () => void;
  /** Hands an attempt of this process's to whoever is to have it, or keeps it until somebody can. */
  place(attempt: Attempt): Promise<void>;
  /** Something will be due then. */
  dueIn(delayMs: number): void;
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
  giveUp: GiveUp;
  log: Logger;
  maxAttempts: number;
  /** How often to look for what is due without having been told, in milliseconds. */
  pollMs: number;
}

const MAX_CLAIM = 500;
/** With a backlog, claims wait so long for more credit than a trickle. */
const GATHER_MS = 4;
/** What another replica handles too is not kept from it for longer. */
const SHARED_HOLD_MS = 500;
/** What is due later is found by looking now and then; what is due at about the same time, at once. */
const MOST_ALARM_MS = 10_000;
const ALARM_STEP_MS = 10;
const UNREADABLE = 'its payload is gone, or is no JSON object, so that it cannot be delivered: drop it';

/**
 * Moves envelopes from the inbox to subscribers. One loop: as much is claimed as there is credit, and as was freed
 * during the claim before, so that an app that works off a backlog never waits for the database. What is claimed is
 * handed to a subscriber that handles it; held, while its lease is young, when all of those are at their limit; set
 * aside when there is none. What is held goes first when a subscriber can take more. Of what enough is held, no
 * more is claimed.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, subscribers, elsewhere, held, handOver, setAside, giveUp, log, maxAttempts, pollMs } =
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
        // What is to find out whether anybody is there is handed over at once, or not claimed.
        const isProbe = subscribers.all().every(({ isSilent }) => isSilent);
        const limit = Math.min(isProbe ? credit : credit + ahead + beyond, MAX_CLAIM, held.room());
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
    const ordered = union([subscribers.orderScope(), elsewhere.orderScope()]);
    const leasedAt = performance.now();
    const leftBefore = leftTimes;
    freedMeanwhile = 0;
    const envelopes = await inbox.claim(limit, { except: held.enough(), ordered, maxAttempts });
    ahead = freedMeanwhile;
    if (envelopes.length > 0) wokenAgain = true;
    // What has come since the claim began is younger than one claim: what comes next may well go past it.
    backlog = envelopes.length * 2 >= limit || leftTimes !== leftBefore;
    const unreadable: LeasedEnvelope[] = [];
    const aside = envelopes
      .flatMap((envelope): Attempt[] => {
        const body = bodyOf(envelope);
        if (!body) {
          unreadable.push(envelope);
          return [];
        }
        const facts = factsOf(envelope.kind, body);
        return [{ envelope, body, facts, leasedAt, isInTurn: isInScope(ordered, envelope) }];
      })
      .filter((one) => placeHere(one) === 'none');
    const onlyAside = envelopes.length > 0 && aside.length === envelopes.length;
    beyond = onlyAside ? Math.min(2 * envelopes.length, MAX_CLAIM) : 0;
    if (aside.length > 0) await setAside(aside);
    // No attempt can succeed, and they must not hold up what was claimed with them.
    await Promise.all(unreadable.map((envelope) => giveUp(envelope, UNREADABLE)));
  }

  function placeHere(one: Attempt): 'handed over' | 'held' | 'none' {
    if (isBetterElsewhere(one)) return 'none';
    const chosen = subscribers.choose(one.facts, one.envelope.replyBy);
    if (chosen === 'none') return 'none';
    if (chosen !== 'busy') {
      handOver.start(chosen, one);
      return 'handed over';
    }
    held.add(one);
    return 'held';
  }

  /** Nobody here who handles it says anything, and somebody elsewhere does. */
  function isBetterElsewhere({ facts, envelope }: Attempt): boolean {
    return !subscribers.isAnswered(facts, envelope.replyBy) && elsewhere.isHandled(facts);
  }

  /** What its subscribers could not take for too long is better left to others, and given to those who handle it. */
  async function offerHeld(): Promise<void> {
    if (held.size() === 0) return;
    const homeless: Attempt[] = [];
    const overdue: LeasedEnvelope[] = [];
    held.sift((one) => {
      const isShared = elsewhere.isHandled(one.facts);
      const chosen = isBetterElsewhere(one) ? 'none' : subscribers.choose(one.facts, one.envelope.replyBy);
      if (chosen === 'none') homeless.push(one);
      else if (chosen !== 'busy') handOver.start(chosen, one);
      else if (!isOverdue(one, isShared)) return false;
      else if (isShared) homeless.push(one);
      else overdue.push(one.envelope);
      return true;
    });
    await Promise.all([setAside(homeless), inbox.putBack(overdue)]);
    if (overdue.length > 0) left();
  }

  function isOverdue({ leasedAt }: Attempt, isShared: boolean): boolean {
    const mostMs = isShared ? Math.min(SHARED_HOLD_MS, inbox.leaseMs / 2) : inbox.leaseMs / 2;
    return performance.now() - leasedAt > mostMs;
  }

  function freed(subscriber: Subscriber): void {
    freedMeanwhile++;
    // Whoever takes no more may still settle what it has.
    const mayTake = subscribers.has(subscriber) && creditOf(subscriber) > 0;
    if (!stopped && held.size() > 0 && mayTake) {
      const one = held.take(({ facts }) => subscriber.handles(facts));
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
  /** By the moment when something is due. */
  const alarms = new Map<number, NodeJS.Timeout>();

  function dueIn(delayMs: number): void {
    if (stopped || delayMs > MOST_ALARM_MS) return;
    const moment = Math.ceil((performance.now() + delayMs) / ALARM_STEP_MS);
    if (alarms.has(moment)) return;
    const ring = () => {
      alarms.delete(moment);
      wake();
    };
    alarms.set(moment, setTimeout(ring, (moment + 1) * ALARM_STEP_MS - performance.now()));
  }

  return {
    wake,
    dueIn,
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
      for (const alarm of alarms.values()) clearTimeout(alarm);
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
