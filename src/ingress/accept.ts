import { HavocError } from '../base/index.js';
import type { Replies, Reply } from '../fleet/index.js';
import type { Inbox } from '../inbox/index.js';
import type { Incoming } from '../slack/index.js';
import { type Fallback, waitsForReply } from './answer.js';

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
 * The one way in: commits what Slack sent, and says what to answer.
 *
 * @throws HavocError `inbox.commit_failed` (internal) when it is not durable: Slack must not be told otherwise
 */
export type Accept = (incoming: Incoming, arrival: Arrival) => Promise<Acceptance>;

export interface AcceptOptions {
  inbox: Inbox;
  replies: Replies;
  fallback: Fallback;
  /** How long Slack may be kept waiting for the app's reply, from when the request arrived. */
  replyBudgetMs: number;
}

const EMPTY = Buffer.alloc(0);

export function createAccept({ inbox, replies, fallback, replyBudgetMs }: AcceptOptions): Accept {
  async function commit(incoming: Incoming, { receivedAt, retryNum }: Arrival, replyBy: Date | undefined) {
    try {
      return await inbox.commit({
        dedupeKey: incoming.dedupeKey,
        kind: incoming.kind,
        name: incoming.name,
        teamId: incoming.whose.team_id,
        payload: incoming.raw,
        retryNum,
        receivedAt,
        replyBy,
      });
    } catch (cause) {
      throw new HavocError({
        kind: 'internal',
        code: 'inbox.commit_failed',
        message: 'The database did not take it: send it again, and look at the database.',
        cause,
      });
    }
  }

  return async function accept(incoming, arrival) {
    if (!waitsForReply(incoming.kind)) {
      const { id } = await commit(incoming, arrival, undefined);
      return { answer: EMPTY, envelopeId: id, outcome: id === undefined ? 'duplicate' : 'ok' };
    }
    const replyBy = new Date(arrival.receivedAt.getTime() + replyBudgetMs);
    const expected = replies.expect();
    try {
      const { id } = await commit(incoming, arrival, replyBy);
      if (id === undefined) return { answer: EMPTY, envelopeId: undefined, outcome: 'duplicate' };
      const reply = await expected.within(id, replyBy.getTime() - Date.now());
      return { ...answerFor(reply, incoming), envelopeId: id };
    } finally {
      expected.cancel();
    }
  };

  function answerFor(reply: Reply, incoming: Incoming): Pick<Acceptance, 'answer' | 'outcome'> {
    if (reply.type === 'reply') return { answer: reply.json, outcome: 'ok' };
    if (reply.type === 'none') return { answer: EMPTY, outcome: 'ok' };
    return { answer: fallback(incoming.kind, incoming.body), outcome: 'fallback' };
  }
}
