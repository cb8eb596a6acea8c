import { HavocError } from '../base/index.js';
import type { Arrive, Draft } from '../delivery/index.js';
import type { Answered, AwaitAnswer } from '../replies/index.js';
import { eventTimeOf, filedUnder, type Incoming, orderKeyOf, rowOf } from '../slack/index.js';

export interface Arrival {
  receivedAt: Date;
  /** The number of Slack's retry, from 1. Undefined if Slack gave none. */
  retryNum: number | undefined;
}

/**
 * Commits what Slack sent, hands it to delivery, and returns the answer for Slack. Every ingress door uses it.
 *
 * @throws HavocError `inbox.commit_failed` (internal) if the commit failed, `inbox.full` and `inbox.busy` (internal)
 * if the inbox refuses the envelope. After one of these errors, do not report success to Slack.
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
    teamId: filedUnder(incoming),
    orderKey: undefined,
    payload: incoming.raw,
    body: incoming.body,
    retryNum,
    receivedAt,
    replyBy: undefined,
    origin: undefined,
  };
}

/** True if the code says that the inbox refuses new envelopes for now. The inbox logs this itself, once. */
export function isInboxRefusal({ code }: { code: string }): boolean {
  return code === 'inbox.full' || code === 'inbox.busy';
}

/**
 * Makes every failure an internal error, which is answered with a 500. Slack sends an event again after any status
 * other than 2xx. A status below 500 would count as a refusal: the request would be recorded as refused, and its
 * connection would be closed.
 *
 * @see https://docs.slack.dev/apis/events-api
 */
function asRefusal(cause: unknown): HavocError {
  if (cause instanceof HavocError && isInboxRefusal(cause)) {
    return new HavocError({ kind: 'internal', code: cause.code, message: cause.message, cause });
  }
  return new HavocError({
    kind: 'internal',
    code: 'inbox.commit_failed',
    message: 'The database did not store this request: check the database, then send the request again.',
    cause,
  });
}
