import { HavocError } from '../base/index.js';
import type { Draft, Reserve } from '../delivery/index.js';
import type { Inbox } from '../inbox/index.js';
import { createSameAnswer, type Fallback, type Replies, type Reply } from '../replies/index.js';
import { eventTimeOf, type Incoming, orderKeyOf, rowOf } from '../slack/index.js';

export interface Acceptance {
  /** What to answer; empty for an empty answer. */
  answer: Buffer;
  /** Absent when it was a duplicate. */
  envelopeId: string | undefined;
  outcome: 'ok' | 'duplicate' | 'fallback';
}

export interface Arrival {
  receivedAt: Date;
  /** Which of Slack's retries brought it. */
  retryNum: number | undefined;
}

/**
 * The one way in: commits what Slack sent, and says what to answer. Whoever will handle it is found before the
 * commit and has it right after, without the database being asked again.
 *
 * @throws HavocError `inbox.commit_failed` (internal) when it is not durable, `inbox.full` and `inbox.busy`
 * (internal): Slack must not be told otherwise
 */
export type Accept = (incoming: Incoming, arrival: Arrival) => Promise<Acceptance>;

export interface AcceptOptions {
  inbox: Pick<Inbox, 'commit'>;
  reserve: Reserve;
  replies: Pick<Replies, 'expect'>;
  fallback: Fallback;
  /** This process's id in the fleet, whose requests wait here. */
  replica: string;
  /** How long Slack may be kept waiting for the app's reply, from when the request arrived. */
  replyBudgetMs: number;
}

const EMPTY = Buffer.alloc(0);

export function createAccept(options: AcceptOptions): Accept {
  const { inbox, reserve, replies, fallback, replica, replyBudgetMs } = options;
  const sameAnswer = createSameAnswer<Acceptance>(replyBudgetMs);

  /** The id of what is new; undefined of a duplicate. */
  async function commit(draft: Draft, incoming: Incoming): Promise<string | undefined> {
    const reservation = reserve(draft, incoming.body);
    const { lease, wantedBy } = reservation;
    let id: string | undefined;
    try {
      ({ id } = await inbox.commit({ ...draft, lease, wantedBy }));
    } catch (failure) {
      reservation.cancel();
      throw asRefusal(failure);
    }
    if (id === undefined) reservation.cancel();
    else reservation.deliver(id);
    return id;
  }

  return async function accept(incoming, arrival) {
    if (rowOf(incoming.kind).reply === undefined) {
      const orderKey = orderKeyOf(incoming.kind, incoming.body);
      const id = await commit({ ...draftOf(incoming, arrival), orderKey }, incoming);
      return { answer: EMPTY, envelopeId: id, outcome: id === undefined ? 'duplicate' : 'ok' };
    }
    return sameAnswer(incoming.dedupeKey, () => commitAndWait(incoming, arrival));
  };

  async function commitAndWait(incoming: Incoming, arrival: Arrival): Promise<Acceptance> {
    const replyBy = new Date(arrival.receivedAt.getTime() + replyBudgetMs);
    const expected = replies.expect();
    try {
      const id = await commit({ ...draftOf(incoming, arrival), replyBy, origin: replica }, incoming);
      if (id === undefined) return { answer: EMPTY, envelopeId: undefined, outcome: 'duplicate' };
      // A clock that was put back meanwhile would hold the request for as much longer.
      const leftMs = Math.min(replyBudgetMs, replyBy.getTime() - Date.now());
      const reply = await expected.within(id, leftMs);
      return { ...answerFor(reply, incoming), envelopeId: id };
    } finally {
      expected.cancel();
    }
  }

  function answerFor(reply: Reply, incoming: Incoming): Pick<Acceptance, 'answer' | 'outcome'> {
    if (reply.type === 'reply') return { answer: reply.json, outcome: 'ok' };
    if (reply.type === 'none') return { answer: EMPTY, outcome: 'ok' };
    return { answer: fallback(incoming.kind, incoming.body), outcome: 'fallback' };
  }
}

function draftOf(incoming: Incoming, { receivedAt, retryNum }: Arrival): Draft {
  return {
    dedupeKey: incoming.dedupeKey,
    eventTime: eventTimeOf(incoming.body),
    kind: incoming.kind,
    name: incoming.name,
    teamId: incoming.whose.team_id,
    orderKey: undefined,
    payload: incoming.raw,
    retryNum,
    receivedAt,
    replyBy: undefined,
    origin: undefined,
  };
}

/** Whether the inbox takes nothing more for now, which it tells of itself, once for all that come. */
export function isInboxRefusal({ code }: { code: string }): boolean {
  return code === 'inbox.full' || code === 'inbox.busy';
}

/** Slack tries again after a 500 alone. */
function asRefusal(cause: unknown): HavocError {
  if (cause instanceof HavocError && isInboxRefusal(cause)) {
    return new HavocError({ kind: 'internal', code: cause.code, message: cause.message, cause });
  }
  return new HavocError({
    kind: 'internal',
    code: 'inbox.commit_failed',
    message: 'The database did not take it: send it again, and look at the database.',
    cause,
  });
}
