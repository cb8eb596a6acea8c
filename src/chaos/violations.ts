import { groupBy } from './group-by.js';
import type { Change, Tables } from './history.js';
import type { Note } from './notes.js';
import { isAcknowledged, type Story, type Violation } from './story.js';

/**
 * Finds lost payloads. A payload that was acknowledged or committed must be settled by an app or become a dead
 * letter. It is settled if its row was deleted under a lease that an app had acknowledged. A row that was deleted
 * without an app's acknowledgement was lost by the inbox.
 */
export function findLost(stories: readonly Story[], tables: Tables): Violation[] {
  return stories.flatMap((story) => {
    const why = whyLost(story, tables);
    return why === undefined ? [] : [{ wrong: 'lost', why, story }];
  });
}

function whyLost({ push, ids, changes, notes }: Story, tables: Tables): string | undefined {
  if (ids.length === 0) return isAcknowledged(push) ? 'acknowledged, but in no table' : undefined;
  if (ids.some((id) => tables.dead.has(id))) return undefined;
  if (ids.some((id) => tables.unsettled.has(id))) return 'still unsettled';
  const gone = changes.filter(({ what }) => what === 'gone');
  if (gone.length === 0) return 'stored, but never recorded as unsettled';
  const acked = new Set(notes.filter(({ what }) => what === 'ack').map(({ lease }) => lease));
  if (gone.some(({ lease }) => lease !== null && acked.has(lease))) return undefined;
  return 'gone from the inbox, but no app has acknowledged it';
}

/**
 * Finds payloads that were delivered again after their settlement. A settlement is accepted when it deletes the row
 * under its own lease. The history has that change in its place among the changes of the envelope.
 *
 * It is a violation if the envelope is leased or stored once more after that place, or reaches an app twice under one
 * lease. A delivery that reaches an app later, but under a lease from before the settlement, was only slow, and is a
 * duplicate. A lease that is not in the history came from a transaction that a crash of PostgreSQL undid; without a
 * crash after the push, such a lease is a violation.
 */
export function findTwiceSettled(stories: readonly Story[], crashes: readonly number[]): Violation[] {
  return stories.flatMap((story) => {
    const why = whyTwice(story, crashes);
    return why === undefined ? [] : [{ wrong: 'twice-settled', why, story }];
  });
}

function whyTwice({ push, ids, changes, notes }: Story, crashes: readonly number[]): string | undefined {
  if (ids.length > 1) return `stored as ${ids.length} envelopes`;
  const goneAt = changes.findIndex(({ what }) => what === 'gone');
  if (goneAt >= 0 && goneAt < changes.length - 1) return 'changed once more after it was settled';
  const delivered = notes.filter(isDelivery).map(({ lease }) => lease);
  if (new Set(delivered).size < delivered.length) return 'delivered twice under one lease';
  const given = new Set(changes.map(({ lease }) => lease));
  const unknown = delivered.find((lease) => !given.has(lease));
  const firstTry = push.tries[0]?.at ?? 0;
  if (unknown !== undefined && !crashes.some((at) => at > firstTry))
    return `delivered under the lease ${unknown}, which the inbox never gave`;
  return undefined;
}

/**
 * Finds violations of the order in conversations. If a payload was acknowledged before a later one of its
 * conversation was pushed, it must be settled or dead before the later one is leased to an app.
 *
 * - The order is violated for certain if the later one's lease has a smaller number than the change that ended the
 *   earlier one, because that change did not exist yet.
 * - An envelope that is parked because it has no subscriber does not hold up the others.
 * - The envelopes of a line follow each other: the app must have settled the earlier one before it received the later
 *   one. A claim makes a line. A later claim extends it, and takes the turn from the line's last envelope.
 * - Two claims never hold a conversation at once. A turn ends with a change, which may be the end of its lease.
 */
export function findOrderViolations(stories: readonly Story[]): Violation[] {
  const talks = groupBy(
    stories.filter(({ push, changes }) => push.conversation !== undefined && changes.length > 0),
    ({ push }) => push.conversation,
  );
  return [...talks.values()].flatMap((talk) => {
    const extended = extendedClaims(talk);
    return talk.flatMap((later) => {
      const earlier = talk.find((one) => isKnownBefore(one, later) && isOvertaken(one, later, extended));
      if (earlier) return [outOfOrder(later, `leased while ${earlier.push.key} was unsettled`)];
      const other = talk.find((one) => one !== later && isLeasedBeside(one, later));
      return other ? [outOfOrder(later, `leased while ${other.push.key} was in hand`)] : [];
    });
  });
}

function isDelivery({ what }: Note): boolean {
  return what === 'delivered';
}

function isKnownBefore(earlier: Story, later: Story): boolean {
  const acknowledged = earlier.push.tries.find(({ how, isLate }) => how === 'acknowledged' && !isLate);
  const begun = later.push.tries[0]?.at;
  return acknowledged !== undefined && begun !== undefined && acknowledged.at + acknowledged.tookMs < begun;
}

/** Maps the transaction of each claim that extended a line to the transaction of the claim that it extended. */
type ExtendedClaims = ReadonlyMap<string, string>;

function extendedClaims(talk: readonly Story[]): ExtendedClaims {
  const pairs = talk.flatMap(({ changes }) =>
    changes.flatMap(({ what, inTurn, seq, transaction }) => {
      if (what !== 'turn' || inTurn) return [];
      const leased = changes.findLast((change) => change.what === 'leased' && change.seq < seq);
      return leased ? [[transaction, leased.transaction] as const] : [];
    }),
  );
  return new Map(pairs);
}

function isOvertaken(earlier: Story, later: Story, extended: ExtendedClaims): boolean {
  const handedOut = new Map(later.notes.filter(isDelivery).map((note) => [note.lease, note.at]));
  const gone = earlier.changes.find(({ what }) => what === 'gone')?.seq ?? Number.POSITIVE_INFINITY;
  return later.changes.some((change) => {
    const { what, lease, seq } = change;
    const deliveredAt = handedOut.get(lease ?? '');
    const isLease = what === 'leased' || what === 'stored';
    if (!isLease || deliveredAt === undefined || seq > gone || isParkedAt(earlier.changes, seq)) return false;
    return !isOfOneLine(earlier, change, extended) || !isSettledBefore(earlier, deliveredAt);
  });
}

function isOfOneLine({ changes }: Story, { transaction }: Change, extended: ExtendedClaims): boolean {
  for (let claim: string | undefined = transaction; claim !== undefined; claim = extended.get(claim))
    if (changes.some((change) => change.what === 'leased' && change.transaction === claim)) return true;
  return false;
}

function isSettledBefore({ notes }: Story, at: number): boolean {
  return notes.some((note) => (note.what === 'ack' || note.what === 'term') && note.at <= at);
}

function isLeasedBeside(other: Story, later: Story): boolean {
  return later.changes.some(
    ({ what, inTurn, seq }) =>
      what === 'leased' && inTurn && isInHand(other.changes.findLast((change) => change.seq < seq)),
  );
}

function isInHand(last: Change | undefined): boolean {
  return (last?.what === 'leased' || last?.what === 'turn') && last.inTurn;
}

function outOfOrder(story: Story, why: string): Violation {
  return { wrong: 'out of order', why, story };
}

function isParkedAt(changes: readonly Change[], seq: number): boolean {
  return changes.findLast((change) => change.seq < seq)?.parked ?? false;
}

/** Finds wrong answers. A waiting person must get the reply to their own payload, or the fallback. */
export function findWrongAnswers(stories: readonly Story[]): Violation[] {
  return stories.flatMap((story) => {
    const { key, tries } = story.push;
    const wrong = tries.find(({ answer, how }) => {
      const answered = how === 'acknowledged' ? /for ([^"]+)/.exec(answer)?.[1] : undefined;
      return answered !== undefined && answered !== key;
    });
    return wrong ? [{ wrong: 'wrong answer', why: `answered with ${wrong.answer}`, story }] : [];
  });
}
