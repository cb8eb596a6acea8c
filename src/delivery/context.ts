import type { Context } from '../resolve/index.js';
import { type About, aboutWhom, type Incoming, type Whose, whoseIs } from '../slack/index.js';
import type { FindContext, Learn } from './attempt.js';

/** Creates a `Learn` that passes payloads to the given observer. */
export function createLearn(
  observe: (incoming: Pick<Incoming, 'kind' | 'body' | 'whose'>, receivedAt: Date) => Promise<void>,
): Learn {
  return ({ kind, receivedAt }, body) => observe({ kind, body, whose: whoseIs(kind, body) }, receivedAt);
}

/**
 * Creates a `FindContext` that resolves the ids in a payload.
 *
 * @param resolve looks up the ids within a time budget of its own, which is shorter if Slack waits for the
 * reply
 */
export function createFindContext(
  resolve: (ids: { whose: Whose; about: About }, options: { awaitsReply: boolean }) => Promise<Context>,
): FindContext {
  return ({ kind, replyBy }, body) => {
    const ids = { whose: whoseIs(kind, body), about: aboutWhom(kind, body) };
    return resolve(ids, { awaitsReply: replyBy !== undefined });
  };
}
