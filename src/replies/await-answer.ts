import type { Json } from '../base/index.js';
import type { Fallback } from './fallback.js';
import type { Replies } from './replies.js';
import { createSameAnswer } from './same-answer.js';
import type { Reply } from './waiting.js';

/** What Slack sent and waits for an answer to. */
export interface Asked {
  kind: string;
  body: Json;
  /** The same for each copy of it that Slack sends. */
  dedupeKey: string;
  receivedAt: Date;
}

/** What an envelope says of the answer that Slack waits for. */
export interface Awaited {
  /** Until when Slack waits. */
  replyBy: Date;
  /** The replica whose request waits. */
  origin: string;
}

export interface Answered {
  /** Slack's JSON; empty for an empty answer. */
  answer: Buffer;
  /** Undefined of a duplicate. */
  envelopeId: string | undefined;
  outcome: 'ok' | 'duplicate' | 'fallback';
}

/**
 * Commits what Slack waits for an answer to, and resolves with the app's reply, or with the fallback when the time is
 * over. A duplicate that comes meanwhile or shortly after has the same answer.
 *
 * @param commit resolves with the envelope's id, or with undefined for a duplicate. What it throws, this throws.
 */
export type AwaitAnswer = (
  asked: Asked,
  commit: (awaited: Awaited) => Promise<string | undefined>,
) => Promise<Answered>;

export interface AwaitAnswerOptions {
  replies: Pick<Replies, 'expect'>;
  fallback: Fallback;
  /** This process's id in the fleet, whose requests wait here. */
  replica: string;
  /** How long Slack may be kept waiting, from when its request arrived. */
  budgetMs: number;
}

const EMPTY = Buffer.alloc(0);

export function createAwaitAnswer({ replies, fallback, replica, budgetMs }: AwaitAnswerOptions): AwaitAnswer {
  const sameAnswer = createSameAnswer<Answered>(budgetMs);

  return (asked, commit) =>
    sameAnswer(asked.dedupeKey, async () => {
      const replyBy = new Date(asked.receivedAt.getTime() + budgetMs);
      // The app may reply before the commit is known here, so the wait begins ahead of it.
      const expected = replies.expect();
      try {
        const id = await commit({ replyBy, origin: replica });
        if (id === undefined) return { answer: EMPTY, envelopeId: undefined, outcome: 'duplicate' };
        // If the clock was put back meanwhile, the request must not wait longer for it.
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
