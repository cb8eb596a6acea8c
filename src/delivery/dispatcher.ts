/**
 * The dispatcher moves envelopes from the inbox to subscribers. It is always in one of these states:
 *
 *   idle      Nothing more is known to be due, or nobody has credit. Somebody says that something is due, or is freed
 *             while older work may wait, or the poll's time has come → looking.
 *   looking   One round after another, never two at once. A round offers what is held to those who can take it now, then
 *             claims as much as there is credit for and places it. What is said to be due meanwhile, and a claim that
 *             found anything, asks for one more round; without such a wish → idle. A round that fails → idle: the inbox
 *             holds everything, and the poll tries again.
 *   stopped   For good. The round under way is the last.
 *
 * Beside its state it knows whether it is behind: whether the inbox may hold something older than what comes now. It is
 * after a claim that filled half of its limit, and when something was left in the inbox or given back to it. While it is
 * behind, what has just come is claimed in its turn, and whoever is freed is a reason to look.
 *
 * An attempt that is claimed is placed: handed over to a subscriber that handles it; held, while its lease is young,
 * where all of those are at their limit; set aside where there is none. What is held goes first when a subscriber can
 * take more. Of what enough is held, no more is claimed. What was claimed behind the first of a conversation follows it
 * when that is settled.
 */
import type { Inbox, Selection } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { SetAside } from './aside.js';
import { type Attempt, bodyOf, type LeasedEnvelope } from './attempt.js';
import type { Due } from './due.js';
import type { Elsewhere } from './elsewhere.js';
import type { Followers } from './followers.js';
import type { GiveUp } from './give-up.js';
import type { HandOver } from './hand-over.js';
import { factsOf } from './handles.js';
import type { Held } from './held.js';
import { createPace } from './pace.js';
import { isSelected } from './selection.js';
import type { Subscriber } from './subscriber.js';
import type { Subscribers } from './subscribers.js';

export interface Dispatcher {
  /** Somebody says that something is due. */
  look: () => void;
  /** Something due was left in the inbox, or is being given back to it. */
  left(): void;
  /** Places an attempt of this process's. */
  place(attempt: Attempt): Promise<void>;
  /** The attempt in hand is settled: what waits behind it is placed. */
  follow(lease: string): void;
  /** The subscriber can take more than before. */
  freed(subscriber: Subscriber): void;
  /** Whether something may be due that is older than what comes now. */
  isBehind(): boolean;
  isStopped(): boolean;
  /** Claims nothing more; resolves when what was claimed is handed over or given back. */
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  inbox: Pick<Inbox, 'claim' | 'putBack' | 'leaseMs'>;
  subscribers: Subscribers;
  elsewhere: Elsewhere;
  /** The kinds and names that any subscriber wants in order, on this replica or another. */
  ordered: () => Selection;
  held: Held;
  followers: Followers;
  handOver: HandOver;
  setAside: SetAside;
  giveUp: GiveUp;
  due: Pick<Due, 'back'>;
  log: Logger;
  maxAttempts: number;
  /** How often to look for what is due without having been told, in milliseconds. */
  pollMs: number;
}

interface Looking {
  name: 'looking';
  /** Another round is wished for. */
  again: boolean;
}
type State = { name: 'idle' } | Looking | { name: 'stopped' };

const MAX_CLAIM = 500;
/** While it is behind, claims wait so long for more credit than a trickle. */
const GATHER_MS = 4;
/** What another replica handles too is not kept from it for longer. */
const SHARED_HOLD_MS = 500;
const UNREADABLE = 'its payload is gone, or is no JSON object, so that it cannot be delivered: drop it';

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, subscribers, elsewhere, held, followers, handOver, setAside, giveUp } = options;
  const { due, log, maxAttempts, pollMs } = options;
  let state: State = { name: 'idle' };
  /** Resolves when the round under way is over. */
  let rounds: Promise<void> = Promise.resolve();
  let behind = true;
  /** How often something was left in the inbox: a claim that began before has not seen it. */
  let leftTimes = 0;
  const pace = createPace(() => performance.now());
  /** How many more than there is credit for are claimed, since there will be credit for them soon. */
  let ahead = 0;
  /** How many more than there is credit for are claimed: what nobody handles is cleared away in ever larger lots. */
  let beyond = 0;

  function look(): void {
    if (state.name === 'looking') state.again = true;
    if (state.name !== 'idle') return;
    const looking: Looking = { name: 'looking', again: true };
    state = looking;
    rounds = lookOn(looking);
  }

  async function lookOn(looking: Looking): Promise<void> {
    while (looking.again && state === looking) {
      looking.again = false;
      try {
        if (await round()) looking.again = true;
      } catch (failure) {
        looking.again = false;
        log.error({ err: failure }, 'could not claim envelopes');
      }
    }
    if (state === looking) state = { name: 'idle' };
  }

  /** Whether it found anything, so that there may be more. */
  async function round(): Promise<boolean> {
    await offerHeld();
    if (behind && credit() > 0 && isTrickle()) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const limit = limitOfClaim();
    if (limit > 0) return claimAndPlace(limit);
    // Whatever is due, it is looked for as soon as somebody has credit.
    left();
    return false;
  }

  /** How many more are wanted than will follow by themselves. */
  function credit(): number {
    return Math.max(0, subscribers.credit() - followers.soon());
  }

  function limitOfClaim(): number {
    const wanted = credit();
    if (wanted === 0) return 0;
    // What is to find out whether anybody is there is handed over at once, or not claimed.
    const isProbe = subscribers.all().every((one) => one.isSilent());
    return Math.min(isProbe ? wanted : wanted + ahead + beyond, MAX_CLAIM, held.room());
  }

  function isTrickle(): boolean {
    const limits = subscribers.all().reduce((sum, { maxInFlight }) => sum + maxInFlight, 0);
    return credit() < Math.min(limits / 4, 50);
  }

  async function claimAndPlace(limit: number): Promise<boolean> {
    const ordered = options.ordered();
    const leasedAt = performance.now();
    const leftBefore = leftTimes;
    const heads = await inbox.claim(limit, {
      except: held.enough(),
      ordered,
      followers: followers.room(),
      maxAttempts,
    });
    ahead = pace.during(performance.now() - leasedAt);
    // What has come since the claim began is younger than one claim: what comes next may well go past it.
    behind = heads.length * 2 >= limit || leftTimes !== leftBefore;
    for (const head of heads) followers.keep(head, head.followers, leasedAt);
    const read = heads.map((envelope) => readOrGiveUp(envelope, leasedAt, isSelected(ordered, envelope)));
    const attempts = (await Promise.all(read)).filter((one) => one !== undefined);
    const aside = attempts.filter((one) => !placeHere(one));
    const onlyAside = heads.length > 0 && aside.length === heads.length;
    beyond = onlyAside ? Math.min(2 * heads.length, MAX_CLAIM) : 0;
    await putAside(aside);
    return heads.length > 0;
  }

  /** An attempt that cannot succeed may not stand in the way of what was claimed with it. */
  async function readOrGiveUp(
    envelope: LeasedEnvelope,
    leasedAt: number,
    isInTurn: boolean,
  ): Promise<Attempt | undefined> {
    const body = bodyOf(envelope);
    if (body) return { envelope, body, facts: factsOf(envelope.kind, body), leasedAt, isInTurn };
    await giveUp(envelope, UNREADABLE);
    followers.dissolve(envelope.lease);
    return undefined;
  }

  /** Hands it over or holds it; false where nobody here is to have it. */
  function placeHere(one: Attempt): boolean {
    const chosen = choose(one);
    if (chosen === 'none') return false;
    if (chosen === 'busy') held.add(one);
    else handOver.start(chosen, one);
    return true;
  }

  /** Where all local handlers are silent, and another replica has a responsive one, nobody here is chosen. */
  function choose({ facts, envelope }: Attempt): Subscriber | 'busy' | 'none' {
    const isBetterElsewhere = !subscribers.isAnswered(facts, envelope.replyBy) && elsewhere.isHandled(facts);
    return isBetterElsewhere ? 'none' : subscribers.choose(facts, envelope.replyBy);
  }

  async function putAside(attempts: readonly Attempt[]): Promise<void> {
    if (attempts.length === 0) return;
    await setAside(attempts);
    for (const { envelope } of attempts) followers.dissolve(envelope.lease);
  }

  /** What its subscribers could not take for too long is better left to others, and given to those who handle it. */
  async function offerHeld(): Promise<void> {
    const homeless: Attempt[] = [];
    const overdue: LeasedEnvelope[] = [];
    held.sift((one) => {
      const isShared = elsewhere.isHandled(one.facts);
      const chosen = choose(one);
      if (chosen === 'none') homeless.push(one);
      else if (chosen !== 'busy') handOver.start(chosen, one);
      else if (!isOverdue(one, isShared)) return false;
      else if (isShared) homeless.push(one);
      else overdue.push(one.envelope);
      return true;
    });
    await Promise.all([putAside(homeless), putBack(overdue)]);
  }

  async function putBack(envelopes: readonly LeasedEnvelope[]): Promise<void> {
    if (envelopes.length === 0) return;
    await inbox.putBack(envelopes);
    for (const { lease } of envelopes) followers.dissolve(lease);
    left();
  }

  function isOverdue({ leasedAt }: Attempt, isShared: boolean): boolean {
    const mostMs = isShared ? Math.min(SHARED_HOLD_MS, inbox.leaseMs / 2) : inbox.leaseMs / 2;
    return performance.now() - leasedAt > mostMs;
  }

  function freed(subscriber: Subscriber): void {
    pace.ended();
    // One that takes no more may still settle what it has.
    const mayTake = subscribers.has(subscriber) && subscriber.credit() > 0;
    if (state.name !== 'stopped' && held.size() > 0 && mayTake) {
      const one = held.take(({ facts }) => subscriber.handles(facts));
      if (one) handOver.start(subscriber, one);
    }
    if (behind) look();
  }

  function left(): void {
    leftTimes++;
    behind = true;
  }

  async function place(one: Attempt): Promise<void> {
    if (state.name === 'stopped') return due.back(putBack([one.envelope]));
    if (!placeHere(one)) await putAside([one]);
  }

  async function placeNext(lease: string): Promise<void> {
    const next = followers.follow(lease);
    const one = next && (await readOrGiveUp(next.envelope, next.leasedAt, true));
    if (one) await place(one);
  }

  const poll = setInterval(look, pollMs);

  return {
    look,
    left,
    place,
    follow(lease) {
      placeNext(lease).catch((failure: unknown) =>
        log.error({ err: failure }, 'an envelope that comes next waits for its lease to run out'),
      );
    },
    freed,
    isBehind: () => behind,
    isStopped: () => state.name === 'stopped',
    async stop() {
      state = { name: 'stopped' };
      clearInterval(poll);
      await rounds;
      await handOver.idle();
      const taken: LeasedEnvelope[] = [];
      held.sift(({ envelope }) => taken.push(envelope) > 0);
      await putBack(taken).catch((failure: unknown) =>
        log.error({ err: failure }, 'leases could not be given back; they run out'),
      );
      await followers.stop();
    },
  };
}
