import type { ClaimedEnvelope, Inbox } from '../../src/inbox/index.js';
import fc from '../support/fast-check.js';
import { CLAIM, commitAll, IN_ORDER, setUpInbox, type Transaction } from './open-inbox.js';

const { database } = await setUpInbox();

/** What is known of an envelope from what the inbox answered. */
interface Known {
  id: string;
  key: string;
  conversation: string | undefined;
  attempts: number;
  /** The attempt that may settle it. */
  lease: string | undefined;
  /** That was given in order. */
  inTurn: boolean;
  state: 'due' | 'leased' | 'delayed' | 'parked' | 'settled' | 'dead';
}

/** An attempt that ever was. */
interface Held {
  known: Known;
  ref: ClaimedEnvelope;
  /** All that were claimed with it of its conversation, first to last. */
  run: Held[];
}

const MOST_ATTEMPTS = 4;
const HOUR_MS = 3_600_000;

const lastOf = (some: readonly Known[]) =>
  some.toSorted((one, other) => Number(one.id) - Number(other.id)).at(-1);

const holds = ({ known, ref }: Held) => known.lease === ref.lease;

/** Two replicas on one database, and what must be true of them. */
function createModel(isOrdered: (turn: number) => boolean) {
  let turn = 0;
  const all = new Map<string, Known>();
  const held: Held[] = [];
  const late: { known: Known; transaction: Transaction }[] = [];
  const live = () => [...all.values()].filter(({ state }) => state !== 'settled' && state !== 'dead');

  const isBefore = (one: Known, other: Known) => BigInt(one.id) < BigInt(other.id);
  const isInHand = ({ inTurn, state }: Known) => inTurn && state === 'leased';

  /** Of its conversation: before it, and neither done nor set aside; or the one in hand. */
  const blockers = (one: Known) =>
    live().filter(
      (other) =>
        one.conversation !== undefined &&
        other.conversation === one.conversation &&
        other !== one &&
        ((isBefore(other, one) && other.state !== 'parked') || isInHand(other)),
    );

  /** A claim makes no dead letter of it. */
  const isToStay = ({ state, attempts }: Known) => state !== 'due' || attempts < MOST_ATTEMPTS;

  return {
    all,
    held,
    live,
    async commit(replica: Inbox, key: string, conversation: string | undefined) {
      const before = [...all.values()].find((one) => one.key === key);
      const [id = ''] = await commitAll(replica, [key], () => ({ orderKey: conversation }));
      expect(id === '').toBe(before !== undefined);
      if (id !== '') all.set(id, newlyCommitted(id, key, conversation));
    },
    /** Its id is drawn now. */
    async begin(key: string, conversation: string | undefined) {
      const transaction = await database.begin();
      const [id = ''] = await commitAll(transaction.inbox, [key], () => ({ orderKey: conversation }));
      late.push({ known: newlyCommitted(id, key, conversation), transaction });
    },
    /** Commits one of those that are late. */
    async end(pick: number) {
      const [one] = late.splice(pick % Math.max(late.length, 1), 1);
      await one?.transaction.commit();
      if (one) all.set(one.known.id, one.known);
    },
    async claim(replica: Inbox, limit: number, followers: number) {
      const ordered = isOrdered(turn++);
      const claimable = live().filter(
        (one) => one.state === 'due' && !(ordered && blockers(one).some(isToStay)),
      );
      const waiting = live().filter((one) => blockers(one).length > 0);
      const claimed = await replica.claim(limit, {
        ...CLAIM,
        ...(ordered && IN_ORDER),
        followers,
        maxAttempts: MOST_ATTEMPTS,
      });
      expect(claimed.flatMap((head) => head.followers).length).toBeLessThanOrEqual(ordered ? followers : 0);
      for (const head of claimed) {
        expect(claimable).toContain(all.get(head.id));
        const run: Held[] = [];
        for (const ref of [head, ...head.followers]) {
          const known = all.get(ref.id);
          if (!known) throw new Error(`${ref.id} was never committed`);
          expect(ref.payload.toString()).toBe(known.key);
          expect(ref.attempt).toBe(known.attempts + 1);
          // What follows is due, and nothing before it is left out.
          const before = run.at(-1)?.known;
          if (before) expect([known.state, lastOf(blockers(known))]).toEqual(['due', before]);
          run.push({ known, ref, run });
        }
        for (const [place, { known, ref }] of run.entries()) {
          const inTurn = ordered && known.conversation !== undefined && place === run.length - 1;
          const attempts = place === 0 ? ref.attempt : known.attempts;
          Object.assign(known, { attempts, lease: ref.lease, state: 'leased', inTurn });
        }
        held.push(...run);
      }
      const inHand = live()
        .filter(isInHand)
        .map((one) => one.conversation);
      expect(inHand).toEqual([...new Set(inHand)]);
      // What let its lease run out and must wait for something earlier has lost the lease, too.
      const unleased = await database.pool.query<{ id: string }>(
        'select id from havoc_internal.unsettled where lease is null',
      );
      for (const { id } of unleased.rows) {
        const known = all.get(id);
        if (known?.lease === undefined) continue;
        expect(ordered ? waiting : []).toContain(known);
        Object.assign(known, { lease: undefined, inTurn: false });
      }
      const { rows } = await database.pool.query<{ id: string }>('select id from havoc_internal.dead_letter');
      for (const { id } of rows) Object.assign(all.get(id) ?? {}, { state: 'dead', lease: undefined });
      const left = live().filter((one) => one.state === 'due' && !(ordered && blockers(one).length > 0));
      expect(claimed.length > 0 ? [] : left).toEqual([]);
    },
    /** Any attempt that ever was, or the one before it that comes first; and whether it may still change anything. */
    attempt(pick: number) {
      const one = held[pick % Math.max(held.length, 1)];
      const first = one?.run.find(holds) ?? one;
      return (
        first && {
          ...first,
          holds: holds(first),
          followers: first.run.filter((other) => holds(other) && other !== first),
        }
      );
    },
    /** Makes the line longer that the attempt belongs to. */
    async lengthen(replica: Inbox, pick: number, limit: number) {
      const run = held[pick % Math.max(held.length, 1)]?.run ?? [];
      const last = run.at(-1);
      if (!last) return;
      const [claimed = []] = await replica.claimBehind([last.ref], {
        ...IN_ORDER,
        limit,
        maxAttempts: MOST_ATTEMPTS,
      });
      const behind = live()
        .filter(({ conversation, state }) => conversation === last.known.conversation && state !== 'parked')
        .filter((one) => isBefore(last.known, one))
        .toSorted((one, other) => Number(one.id) - Number(other.id));
      const stop = behind.findIndex(
        ({ state, lease, attempts }) => state !== 'due' || lease !== undefined || attempts >= MOST_ATTEMPTS,
      );
      const free = stop < 0 ? behind : behind.slice(0, stop);
      const isKept = holds(last) && isInHand(last.known);
      expect(claimed.map(({ id }) => id)).toEqual(isKept ? free.slice(0, limit).map(({ id }) => id) : []);
      for (const [place, ref] of claimed.entries()) {
        const known = free[place] as Known;
        expect(ref.attempt).toBe(known.attempts + 1);
        last.known.inTurn = false;
        Object.assign(known, { lease: ref.lease, state: 'leased', inTurn: place === claimed.length - 1 });
        run.push({ known, ref, run });
        held.push({ known, ref, run });
      }
    },
    /** Nothing unsettled that is not set aside comes before it. */
    isFirst: (known: Known) => !blockers(known).some((other) => isBefore(other, known)),
    async passTime() {
      await database.passTime();
      for (const one of live()) one.state = 'due';
    },
  };
}

function newlyCommitted(id: string, key: string, conversation: string | undefined): Known {
  return { id, key, conversation, attempts: 0, lease: undefined, inTurn: false, state: 'due' };
}

type Model = ReturnType<typeof createModel>;
type Step = (model: Model, replicas: readonly [Inbox, Inbox]) => Promise<void>;

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

/** What is said of an attempt: whether it was heard, and what becomes of the envelope if so. */
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
      for (const one of model.live()) if (one.state === 'parked') one.state = 'due';
    },
);

test.each([
  ['in order', () => true],
  ['in no order', () => false],
  ['now in order and now not', (turn: number) => turn % 2 === 0],
])(
  'whatever two replicas do %s, nothing is lost, doubled, or settled by a lost lease',
  async (_, isOrdered) => {
    const step = fc.oneof(
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
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
        await database.empty();
        const replicas = [database.open(), database.open()] as const;
        const model = createModel(isOrdered);
        for (const take of steps) await take(model, replicas);
        const { rows } = await database.pool.query<{ id: string; attempt: number; lease: string | null }>(
          'select id, attempt, lease from havoc_internal.unsettled order by id',
        );
        expect(rows).toEqual(
          model
            .live()
            .toSorted((one, other) => Number(one.id) - Number(other.id))
            .map(({ id, attempts, lease = null }) => ({ id, attempt: attempts, lease })),
        );
        const dead = await database.pool.query<{ id: string }>(
          'select id from havoc_internal.dead_letter order by id',
        );
        expect(dead.rows.map(({ id }) => id)).toEqual(
          [...model.all.values()]
            .filter(({ state }) => state === 'dead')
            .map(({ id }) => id)
            .toSorted((one, other) => Number(one) - Number(other)),
        );
        const stored = await database.pool.query('select from havoc_internal.envelope');
        expect(stored.rowCount).toBe(model.all.size);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  },
  60_000,
);
