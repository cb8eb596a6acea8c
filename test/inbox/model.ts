import type { ClaimedHead, Inbox } from '../../src/inbox/index.js';
import { byId, type Held, holds, type Known, lastOf, newlyCommitted } from './known.js';
import { CLAIM, commitAll, IN_ORDER, type InboxDatabase, type Transaction } from './open-inbox.js';

const MOST_ATTEMPTS = 4;

/**
 * Records what replicas on one database were asked and what they answered, and checks the answers against a
 * model.
 *
 * @param isOrdered tells whether the claim with that number is in order
 */
export function createModel(database: InboxDatabase, isOrdered: (turn: number) => boolean) {
  let turn = 0;
  const all = new Map<string, Known>();
  const held: Held[] = [];
  const late: { known: Known; transaction: Transaction }[] = [];
  const live = () => [...all.values()].filter(({ state }) => state !== 'settled' && state !== 'dead');

  const isBefore = (one: Known, other: Known) => BigInt(one.id) < BigInt(other.id);
  const isInHand = ({ inTurn, state }: Known) => inTurn && state === 'leased';

  /**
   * The envelopes that it waits for: earlier unsettled ones of its conversation that are not parked, and one
   * in hand.
   */
  const blockers = (one: Known) =>
    live().filter(
      (other) =>
        one.conversation !== undefined &&
        other.conversation === one.conversation &&
        other !== one &&
        ((isBefore(other, one) && other.state !== 'parked') || isInHand(other)),
    );

  /** True if a claim would not make it a dead letter. */
  const isToStay = ({ state, attempts }: Known) => state !== 'due' || attempts < MOST_ATTEMPTS;

  /**
   * Records a claimed envelope and its followers. Followers must be due, and nothing before them may be left
   * out.
   */
  function takeIn(head: ClaimedHead, ordered: boolean): void {
    const run: Held[] = [];
    for (const ref of [head, ...head.followers]) {
      const known = all.get(ref.id);
      if (!known) throw new Error(`${ref.id} was never committed`);
      expect(ref.payload.toString()).toBe(known.key);
      expect(ref.attempt).toBe(known.attempts + 1);
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

  /** Records lost leases: an envelope whose lease ran out loses it if it must wait for an earlier one. */
  async function takeInLapsed(waiting: readonly Known[]): Promise<void> {
    const { rows } = await database.pool.query<{ id: string }>(
      'select id from havoc_internal.unsettled where lease is null',
    );
    for (const { id } of rows) {
      const known = all.get(id);
      if (known?.lease === undefined) continue;
      expect(waiting).toContain(known);
      Object.assign(known, { lease: undefined, inTurn: false });
    }
  }

  async function takeInDead(): Promise<void> {
    const { rows } = await database.pool.query<{ id: string }>('select id from havoc_internal.dead_letter');
    for (const { id } of rows) Object.assign(all.get(id) ?? {}, { state: 'dead', lease: undefined });
  }

  return {
    async commit(replica: Inbox, key: string, conversation: string | undefined) {
      const before = [...all.values()].find((one) => one.key === key);
      const [id = ''] = await commitAll(replica, [key], () => ({ orderKey: conversation }));
      expect(id === '').toBe(before !== undefined);
      if (id !== '') all.set(id, newlyCommitted(id, key, conversation));
    },
    /** Begins a commit that draws an id now. `end` commits it. */
    async begin(key: string, conversation: string | undefined) {
      const transaction = await database.begin();
      const [id = ''] = await commitAll(transaction.inbox, [key], () => ({ orderKey: conversation }));
      late.push({ known: newlyCommitted(id, key, conversation), transaction });
    },
    /** Ends one of the commits that were begun. */
    async end(pick: number) {
      const [one] = late.splice(pick % Math.max(late.length, 1), 1);
      await one?.transaction.commit();
      if (one) all.set(one.known.id, one.known);
    },
    /** Claims, and checks the answer against what was due and in which order. */
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
        takeIn(head, ordered);
      }
      const inHand = live().filter(isInHand);
      expect(new Set(inHand.map(({ conversation }) => conversation)).size).toBe(inHand.length);
      await takeInLapsed(ordered ? waiting : []);
      await takeInDead();
      const left = live().filter((one) => one.state === 'due' && !(ordered && blockers(one).length > 0));
      expect(claimed.length > 0 ? [] : left).toEqual([]);
    },
    /**
     * Picks an attempt. Returns the first attempt of its line whose lease holds, or else the picked one.
     * `holds` is true if the returned attempt may still settle.
     */
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
    /** Claims behind the attempt's line, and checks the answer. */
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
        .toSorted(byId);
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
    /** True if no unsettled envelope comes before it. Parked envelopes do not count. */
    isFirst: (known: Known) => !blockers(known).some((other) => isBefore(other, known)),
    async passTime() {
      await database.passTime();
      for (const one of live()) one.state = 'due';
    },
    unparked() {
      for (const one of live()) if (one.state === 'parked') one.state = 'due';
    },
    /** Checks everything that is stored against the model. */
    async compare() {
      const { rows } = await database.pool.query<{ id: string; attempt: number; lease: string | null }>(
        'select id, attempt, lease from havoc_internal.unsettled order by id',
      );
      expect(rows).toEqual(
        live()
          .toSorted(byId)
          .map(({ id, attempts, lease = null }) => ({ id, attempt: attempts, lease })),
      );
      const dead = await database.pool.query<{ id: string }>(
        'select id from havoc_internal.dead_letter order by id',
      );
      expect(dead.rows.map(({ id }) => id)).toEqual(
        [...all.values()]
          .filter(({ state }) => state === 'dead')
          .toSorted(byId)
          .map(({ id }) => id),
      );
      const stored = await database.pool.query('select from havoc_internal.envelope');
      expect(stored.rowCount).toBe(all.size);
    },
  };
}

export type Model = ReturnType<typeof createModel>;
