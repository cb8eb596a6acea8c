/**
 * The dispatcher moves envelopes from the inbox to subscribers. It is always in one of these states:
 *
 *   idle      Nothing more is known to be due, or no subscriber has credit. → looking when an envelope is
 *             reported due, when a subscriber is freed while the dispatcher is behind, and at each poll.
 *   looking   Rounds run one after another, never two at once. A round first offers the held attempts to
 *             subscribers that can take them now. Then it claims as many envelopes as there is credit for,
 *             and places them. Another round follows if an envelope was reported due meanwhile, or if the
 *             claim found any; otherwise → idle. A round that fails → idle: the inbox still holds
 *             everything, and the poll tries again.
 *   stopped   The final state. The round under way is the last.
 *
 * The dispatcher also knows if it is behind: the inbox may then hold envelopes that are older than those that
 * arrive now. It falls behind when a claim fills half of its limit, and when an envelope is left in the inbox
 * or given back to it. While it is behind, new envelopes wait in the inbox until they are claimed, and the
 * dispatcher looks whenever a subscriber is freed.
 *
 * A claimed attempt is placed in one of three ways. It is handed over to a subscriber that handles it. If all
 * subscribers that handle it are at their limit, it is held while its lease is young. If no subscriber
 * handles it, it is set aside. When a subscriber can take more, held attempts go first. A kind or name is not
 * claimed while enough of its envelopes are held. A follower, which was claimed behind an earlier envelope of
 * its conversation, is placed when that envelope is settled.
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
  /** Looks for due envelopes, or runs one more round if it is looking already. */
  look: () => void;
  /** Reports that something due was left in the inbox, or is being given back to it. */
  left(): void;
  /** Places an attempt that this process leased. */
  place(attempt: Attempt): Promise<void>;
  /** Reports that the attempt with that lease is settled: its follower is placed. */
  follow(lease: string): void;
  /** Reports that the subscriber can take more than before. */
  freed(subscriber: Subscriber): void;
  /** True if the inbox may hold envelopes that are older than those that arrive now. */
  isBehind(): boolean;
  isStopped(): boolean;
  /** Claims nothing more. Resolves when everything that was claimed is handed over or given back. */
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
  /** The pause between polls for due envelopes, in milliseconds. */
  pollMs: number;
}

interface Looking {
  name: 'looking';
  /** True if another round was asked for. */
  again: boolean;
}
type State = { name: 'idle' } | Looking | { name: 'stopped' };

const MAX_CLAIM = 500;
/** While the dispatcher is behind and there is little credit, a claim waits this long for more credit. */
const GATHER_MS = 4;
/** The longest time to hold an attempt that another replica handles too. */
const SHARED_HOLD_MS = 500;
const UNREADABLE =
  'its payload is gone or is not a JSON object, so it cannot be delivered. Drop the dead letter.';

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { inbox, subscribers, elsewhere, held, followers, handOver, setAside, giveUp } = options;
  const { due, log, maxAttempts, pollMs } = options;
  let state: State = { name: 'idle' };
  /** Resolves when the rounds under way are over. */
  let rounds: Promise<void> = Promise.resolve();
  let behind = true;
  /** Counts how often something was left in the inbox. A claim that began earlier has not seen it. */
  let leftTimes = 0;
  const pace = createPace(() => performance.now());
  /**
   * How many more envelopes to claim than there is credit for, because there will be credit for them soon.
   */
  let ahead = 0;
  /**
   * How many more envelopes to claim than there is credit for, after a claim whose envelopes were all set
   * aside. It grows with each claim of this sort, so that unhandled envelopes are cleared away in larger and
   * larger batches.
   */
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

  /** Runs one round. Returns true if it found anything, because there may be more. */
  async function round(): Promise<boolean> {
    await offerHeld();
    if (behind && credit() > 0 && isTrickle()) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const limit = limitOfClaim();
    if (limit > 0) return claimAndPlace(limit);
    // Something may be due: look for it as soon as a subscriber has credit.
    left();
    return false;
  }

  /** The subscribers' credit minus the number of followers that come next. */
  function credit(): number {
    return Math.max(0, subscribers.credit() - followers.soon());
  }

  function limitOfClaim(): number {
    const wanted = credit();
    if (wanted === 0) return 0;
    // If all subscribers are silent, these are probes: claim only as many as can be handed over at once.
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
    // Envelopes that came since the claim began have waited for less than one claim, so new ones may overtake
    // them.
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

  /**
   * Reads the payload. An unreadable envelope becomes a dead letter, so that it does not hold up the others.
   */
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

  /** Hands the attempt over or holds it. False if no subscriber here should have it. */
  function placeHere(one: Attempt): boolean {
    const chosen = choose(one);
    if (chosen === 'none') return false;
    if (chosen === 'busy') held.add(one);
    else handOver.start(chosen, one);
    return true;
  }

  /** Chooses a subscriber; none if all local handlers are silent and another replica has a responsive one. */
  function choose({ facts, envelope }: Attempt): Subscriber | 'busy' | 'none' {
    const isBetterElsewhere = !subscribers.isAnswered(facts, envelope.replyBy) && elsewhere.isHandled(facts);
    return isBetterElsewhere ? 'none' : subscribers.choose(facts, envelope.replyBy);
  }

  async function putAside(attempts: readonly Attempt[]): Promise<void> {
    if (attempts.length === 0) return;
    await setAside(attempts);
    for (const { envelope } of attempts) followers.dissolve(envelope.lease);
  }

  /**
   * Offers the held attempts to subscribers. An attempt that no subscriber here should get any more is set
   * aside. An attempt that was held for too long goes to another replica that handles it, or else back to the
   * inbox.
   */
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
    // A subscriber that takes no more may still settle what it has in hand.
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
        log.error(
          { err: failure },
          'could not place the next envelope of a conversation: it waits for its lease to run out',
        ),
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
        log.error(
          { err: failure },
          'could not give leases back: their envelopes are delivered again when the leases run out',
        ),
      );
      await followers.stop();
    },
  };
}
