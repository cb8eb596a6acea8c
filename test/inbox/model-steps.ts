import type { ClaimedEnvelope, Inbox } from '../../src/inbox/index.js';
import fc from '../support/fast-check.js';
import type { Held, Known } from './known.js';
import type { Model } from './model.js';

type Replicas = readonly [Inbox, Inbox];
/** Asks a replica for something, or lets time pass, and records the result. */
type Step = (model: Model, replicas: Replicas) => Promise<void>;

const HOUR_MS = 3_600_000;

const replica = fc.constantFrom<(0 | 1)[]>(0, 1);
const pick = fc.nat(1_000);

const commits = fc.tuple(replica, fc.nat(60), fc.constantFrom('a', 'b', undefined)).map(
  ([on, key, conversation]): Step =>
    (model, replicas) =>
      model.commit(replicas[on], `key ${key}`, conversation),
);

let begun = 0;
const begins = fc.constantFrom('a', 'b', undefined).map(
  (conversation): Step =>
    (model) =>
      model.begin(`late ${begun++}`, conversation),
);
const ends = pick.map(
  (which): Step =>
    (model) =>
      model.end(which),
);

const claims = fc.tuple(replica, fc.integer({ min: 1, max: 8 }), fc.constantFrom(0, 0, 2, 6)).map(
  ([on, limit, followers]): Step =>
    (model, replicas) =>
      model.claim(replicas[on], limit, followers),
);

const lengthens = fc.tuple(replica, pick, fc.integer({ min: 1, max: 4 })).map(
  ([on, which, limit]): Step =>
    (model, replicas) =>
      model.lengthen(replicas[on], which, limit),
);

const times = fc.constant<Step>((model) => model.passTime());

/** An operation on an attempt. Resolves with whether the lease held; undefined if the inbox does not say. */
type Verb = (inbox: Inbox, ref: ClaimedEnvelope) => Promise<boolean | undefined>;
const VERBS: Record<string, { say: Verb; becomes: (ref: ClaimedEnvelope) => Partial<Known> }> = {
  settle: {
    say: (inbox, ref) => inbox.settle({ ...ref, outcome: 'acked' }),
    becomes: () => ({ state: 'settled', lease: undefined }),
  },
  bury: {
    say: (inbox, ref) => inbox.bury({ ...ref, reason: 'termed' }),
    becomes: () => ({ state: 'dead', lease: undefined }),
  },
  postpone: {
    say: (inbox, ref) => inbox.postpone({ ...ref, delayMs: HOUR_MS }),
    becomes: ({ attempt }) => ({ state: 'delayed', lease: undefined, attempts: attempt }),
  },
  extend: { say: (inbox, ref) => inbox.extend(ref), becomes: () => ({ state: 'leased' }) },
  release: {
    say: (inbox, ref) => inbox.release([ref]).then(() => undefined),
    becomes: ({ attempt }) => ({ state: 'due', lease: undefined, attempts: attempt }),
  },
  putBack: {
    say: (inbox, ref) => inbox.putBack([ref]).then(() => undefined),
    becomes: ({ attempt }) => ({ state: 'due', lease: undefined, attempts: attempt - 1 }),
  },
  park: {
    say: (inbox, ref) => inbox.park(ref, HOUR_MS).then(() => undefined),
    becomes: ({ attempt }) => ({ state: 'parked', lease: undefined, attempts: attempt - 1 }),
  },
};

const verbs = fc.tuple(replica, pick, fc.constantFrom(...Object.keys(VERBS))).map(
  ([on, which, verb]): Step =>
    async (model, replicas) => {
      const attempt = model.attempt(which);
      const { say, becomes } = VERBS[verb] ?? {};
      if (!attempt || !say || !becomes) return;
      const { known, ref, holds, followers } = attempt;
      const heard = await say(replicas[on], ref);
      expect([holds, undefined]).toContain(heard);
      if (!holds) return;
      Object.assign(known, becomes(ref));
      if (known.lease === undefined) known.inTurn = false;
      if (verb !== 'settle' && verb !== 'extend') await putBackFollowers(replicas[on], followers);
    },
);

async function putBackFollowers(inbox: Inbox, followers: readonly Held[], keeper?: Held): Promise<void> {
  await inbox.putBack(
    followers.map(({ ref }) => ref),
    keeper?.ref,
  );
  const hadTurn = followers.some(({ known }) => known.inTurn);
  for (const { known } of followers) Object.assign(known, { state: 'due', lease: undefined, inTurn: false });
  if (keeper && hadTurn) keeper.known.inTurn = true;
}

const shortens = fc.tuple(replica, pick).map(
  ([on, which]): Step =>
    async (model, replicas) => {
      const attempt = model.attempt(which);
      if (attempt?.holds) await putBackFollowers(replicas[on], attempt.followers, attempt);
    },
);

const goesOn = fc.tuple(replica, pick).map(
  ([on, which]): Step =>
    async (model, replicas) => {
      const attempt = model.attempt(which);
      const [next] = attempt?.followers ?? [];
      if (!attempt?.holds || !next) return;
      const { known, ref } = attempt;
      const ended = await replicas[on].settleBefore({ ...ref, outcome: 'acked' }, next.ref.id);
      Object.assign(known, { state: 'settled', lease: undefined, inTurn: false });
      expect(ended).toEqual({ isOurs: true, isNextFirst: model.isFirst(next.known) });
    },
);

const unparks = replica.map(
  (on): Step =>
    async (model, replicas) => {
      await replicas[on].unpark();
      model.unparked();
    },
);

/** The steps that one run takes, one after the other. */
export const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: commits },
    { weight: 1, arbitrary: begins },
    { weight: 1, arbitrary: ends },
    { weight: 5, arbitrary: claims },
    { weight: 8, arbitrary: verbs },
    { weight: 2, arbitrary: goesOn },
    { weight: 1, arbitrary: shortens },
    { weight: 2, arbitrary: lengthens },
    { weight: 1, arbitrary: times },
    { weight: 1, arbitrary: unparks },
  ),
  { minLength: 20, maxLength: 80 },
);
