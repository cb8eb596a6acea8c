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

const MOST_ATTEMPTS = 4;
const HOUR_MS = 3_600_000;

/** Two replicas on one database, and what must be true of them. */
function createModel(isOrdered: (turn: number) => boolean) {
  let turn = 0;
  const all = new Map<string, Known>();
  const held: { known: Known; ref: ClaimedEnvelope }[] = [];
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
    async claim(replica: Inbox, limit: number) {
      const ordered = isOrdered(turn++);
      const claimable = live().filter(
        (one) => one.state === 'due' && !(ordered && blockers(one).some(isToStay)),
      );
      const waiting = live().filter((one) => blockers(one).length > 0);
      const claimed = await replica.claim(limit, {
        ...CLAIM,
        ...(ordered && IN_ORDER),
        maxAttempts: MOST_ATTEMPTS,
      });
      for (const ref of claimed) {
        const known = all.get(ref.id);
        if (!known) throw new Error(`${ref.id} was never committed`);
        expect(claimable).toContain(known);
        expect(ref.payload.toString()).toBe(known.key);
        expect(ref.attempt).toBe(known.attempts + 1);
        const inTurn = ordered && known.conversation !== undefined;
        Object.assign(known, { attempts: ref.attempt, lease: ref.lease, state: 'leased', inTurn });
        held.push({ known, ref });
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
    /** Any attempt that ever was, and whether it may still change anything. */
    attempt(pick: number) {
      const one = held[pick % Math.max(held.length, 1)];
      return one && { ...one, holds: one.known.lease === one.ref.lease };
    },
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

const claims = fc.tuple(replica, fc.integer({ min: 1, max: 8 })).map(
  ([on, limit]): Step =>
    (model, replicas) =>
      model.claim(replicas[on], limit),
);

const times = fc.constant<Step>((model) => model.passTime());

/** What is said of an attempt: whether it was heard, and what becomes of the envelope if so. */
type Verb = (inbox: Inbox, ref: ClaimedEnvelope) => Promise<boolean | undefined>;
const VERBS: Record<string, { say: Verb; becomes: (known: Known) => Partial<Known> }> = {
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
    becomes: () => ({ state: 'delayed', lease: undefined }),
  },
  extend: { say: (inbox, ref) => inbox.extend(ref), becomes: () => ({ state: 'leased' }) },
  release: {
    say: (inbox, ref) => inbox.release([ref]).then(() => undefined),
    becomes: () => ({ state: 'due', lease: undefined }),
  },
  putBack: {
    say: (inbox, ref) => inbox.putBack([ref]).then(() => undefined),
    becomes: ({ attempts }) => ({ state: 'due', lease: undefined, attempts: attempts - 1 }),
  },
  park: {
    say: (inbox, ref) => inbox.park(ref, HOUR_MS).then(() => undefined),
    becomes: ({ attempts }) => ({ state: 'parked', lease: undefined, attempts: attempts - 1 }),
  },
};

const verbs = fc.tuple(replica, pick, fc.constantFrom(...Object.keys(VERBS))).map(
  ([on, which, verb]): Step =>
    async (model, replicas) => {
      const attempt = model.attempt(which);
      const { say, becomes } = VERBS[verb] ?? {};
      if (!attempt || !say || !becomes) return;
      const { known, ref, holds } = attempt;
      const heard = await say(replicas[on], ref);
      expect([holds, undefined]).toContain(heard);
      if (holds) Object.assign(known, becomes(known));
      if (known.lease === undefined) known.inTurn = false;
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
