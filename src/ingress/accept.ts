import { HavocError } from '../base/index.js';
import type { Arrive, Draft } from '../delivery/index.js';
import type { Answered, AwaitAnswer } from '../replies/index.js';
import { eventTimeOf, type Incoming, orderKeyOf, rowOf } from '../slack/index.js';

export interface Arrival {
  receivedAt: Date;
  /** Which of Slack's retries brought it. */
  retryNum: number | undefined;
}

/**
 * Has what Slack sent committed and handed out, and says what to answer. Every door of Slack's uses it.
 *
 * @throws HavocError `inbox.commit_failed` (internal) when it is not durable, `inbox.full` and `inbox.busy`
 * (internal): Slack must not be told otherwise
 */
export type Accept = (incoming: Incoming, arrival: Arrival) => Promise<Answered>;

export interface AcceptOptions {
  arrive: Arrive;
  awaitAnswer: AwaitAnswer;
}

const EMPTY = Buffer.alloc(0);

export function createAccept({ arrive, awaitAnswer }: AcceptOptions): Accept {
  const commit = (draft: Draft) =>
    arrive(draft).catch((failure: unknown) => {
      throw asRefusal(failure);
    });

  return async function accept(incoming, arrival) {
    const { kind, body, dedupeKey } = incoming;
    const draft = draftOf(incoming, arrival);
    if (rowOf(kind).reply !== undefined) {
      const { receivedAt } = arrival;
      return awaitAnswer({ kind, body, dedupeKey, receivedAt }, (awaited) =>
        commit({ ...draft, ...awaited }),
      );
    }
    const id = await commit({ ...draft, orderKey: orderKeyOf(kind, body) });
    return { answer: EMPTY, envelopeId: id, outcome: id === undefined ? 'duplicate' : 'ok' };
  };
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
    body: incoming.body,
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
