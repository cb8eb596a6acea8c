import type { Json } from '../base/index.js';
import type { Fallback } from './fallback.js';
import type { Replies } from './replies.js';
import { createSameAnswer } from './same-answer.js';
import type { Reply } from './waiting.js';

/** A request whose answer Slack awaits. */
export interface Asked {
  kind: string;
  body: Json;
  /** The same for each copy of the request that Slack sends. */
  dedupeKey: string;
  receivedAt: Date;
}

/** The fields of an envelope about the awaited answer. */
export interface Awaited {
  /** When havoc answers Slack without the reply. */
  replyBy: Date;
  /** The replica whose request waits. */
  origin: string;
}

export interface Answered {
  /** Slack's JSON; empty for an empty answer. */
  answer: Buffer;
  /** Undefined for a duplicate. */
  envelopeId: string | undefined;
  outcome: 'ok' | 'duplicate' | 'fallback';
}

/**
 * Commits a request whose answer Slack awaits. Resolves with the app's reply, or with the fallback when the time is
 * over. A duplicate that comes meanwhile or shortly after gets the same answer.
 *
 * @param commit resolves with the envelope's id, or with undefined for a duplicate; its errors are passed on
 */
export type AwaitAnswer = (
  asked: Asked,
  commit: (awaited: Awaited) => Promise<string | undefined>,
) => Promise<Answered>;

export interface AwaitAnswerOptions {
  replies: Pick<Replies, 'expect'>;
  fallback: Fallback;
  /** This process's id in the fleet. */
  replica: string;
  /** How long Slack may wait, counted from the arrival of its request. */
  budgetMs: number;
}

const EMPTY = Buffer.alloc(0);

export function createAwaitAnswer({ replies, fallback, replica, budgetMs }: AwaitAnswerOptions): AwaitAnswer {
  const sameAnswer = createSameAnswer<Answered>(budgetMs);

  return (asked, commit) =>
    sameAnswer(asked.dedupeKey, async () => {
      const replyBy = new Date(asked.receivedAt.getTime() + budgetMs);
      // The app may reply before this process learns of the commit, so the wait begins before the commit.
      const expected = replies.expect();
      try {
        const id = await commit({ replyBy, origin: replica });
        if (id === undefined) return { answer: EMPTY, envelopeId: undefined, outcome: 'duplicate' };
        // If the clock was set back meanwhile, the request must not wait longer.
        const leftMs = Math.min(budgetMs, replyBy.getTime() - Date.now());
        return { ...answerFor(await expected.within(id, leftMs), asked), envelopeId: id };
      } finally {
        expected.cancel();
      }
    });

  function answerFor(reply: Reply, { kind, body }: Asked): Pick<Answered, 'answer' | 'outcome'> {
    if (reply.type === 'reply') return { answer: reply.json, outcome: 'ok' };
    if (reply.type === 'none') return { answer: EMPTY, outcome: 'ok' };
    return { answer: fallback(kind, body), outcome: 'fallback' };
  }
}
