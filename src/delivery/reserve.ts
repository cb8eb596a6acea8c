import { randomUUID } from 'node:crypto';
import type { Logger } from '../log/index.js';
import type { Attempt, Draft, LeasedEnvelope } from './attempt.js';
import type { Dispatcher } from './dispatcher.js';
import type { Due } from './due.js';
import type { Elsewhere } from './elsewhere.js';
import type { HandOver } from './hand-over.js';
import { type Facts, factsOf } from './handles.js';
import type { Held } from './held.js';
import type { Subscriber } from './subscriber.js';
import type { Subscribers } from './subscribers.js';

/** Where an envelope goes once it is committed. A reservation ends with one call of `deliver` or `cancel`. */
export interface Reservation {
  /** The lease to commit it under; undefined to commit it as due. */
  lease: string | undefined;
  /** The replica that should claim it, as `NewEnvelope.wantedBy`. */
  wantedBy: string | undefined;
  /** Reports that it is committed under this id. */
  deliver(id: string): void;
  /** Reports that it is not committed, or that it is a duplicate. */
  cancel(): void;
}

export type Reserve = (draft: Draft) => Reservation;

export interface ReserveOptions {
  subscribers: Subscribers;
  elsewhere: Elsewhere;
  held: Held;
  handOver: HandOver;
  dispatcher: Pick<Dispatcher, 'place' | 'freed' | 'isBehind' | 'isStopped'>;
  due: Pick<Due, 'left' | 'elsewhere'>;
  log: Logger;
}

/**
 * Finds a subscriber for an envelope before it is committed, so that it needs no claim. It chooses a local
 * subscriber that handles the envelope and has credit, and reserves that credit. New envelopes overtake older
 * ones only when the last claim nearly drained the backlog, so an older envelope waits for at most one claim
 * more. Envelopes with a deadline always overtake. If all subscribers that handle an envelope with a deadline
 * are at their limit and no other replica handles it, it is held here, in front of the others. Envelopes that
 * must keep the order of their conversations are left to the claims, which keep it.
 */
export function createReserve(options: ReserveOptions): Reserve {
  const { subscribers, elsewhere, held, handOver, dispatcher, due, log } = options;

  function toSubscriber(subscriber: Subscriber, draft: Draft, facts: Facts): Reservation {
    return leased(draft, facts, {
      onEnd: subscriber.reserve(),
      take(attempt) {
        if (subscribers.has(subscriber) && !dispatcher.isStopped()) handOver.start(subscriber, attempt);
        else place(attempt);
      },
      onCancel: () => dispatcher.freed(subscriber),
    });
  }

  /** Leases it to this process. The dispatcher places it after the commit. */
  function toDispatcher(draft: Draft, facts: Facts): Reservation {
    return leased(draft, facts, { onEnd() {}, take: place, onCancel() {} });
  }

  function leased(
    draft: Draft,
    facts: Facts,
    { onEnd, take, onCancel }: { onEnd(): void; take(attempt: Attempt): void; onCancel(): void },
  ): Reservation {
    const lease = randomUUID();
    const leasedAt = performance.now();
    return {
      lease,
      wantedBy: undefined,
      deliver(id) {
        onEnd();
        take({
          envelope: firstAttempt(draft, id, lease),
          body: draft.body,
          facts,
          leasedAt,
          isInTurn: false,
        });
      },
      cancel() {
        onEnd();
        onCancel();
      },
    };
  }

  function place(attempt: Attempt): void {
    dispatcher.place(attempt).catch((failure: unknown) => {
      log.error(
        { err: failure, envelope_id: attempt.envelope.id },
        'could not place an envelope: it waits for its lease to run out',
      );
    });
  }

  return function reserve(draft) {
    if (dispatcher.isStopped()) return inInbox();
    const facts = factsOf(draft.kind, draft.body);
    const replica = subscribers.isAnswered(facts, draft.replyBy) ? undefined : elsewhere.find(facts);
    if (replica !== undefined)
      return inInbox({ wantedBy: replica, onCommitted: () => due.elsewhere(replica) });
    if (!subscribers.isHandled(facts)) {
      if (subscribers.all().length > 0) return toDispatcher(draft, facts);
      return inInbox({ onCommitted: due.left });
    }
    const keepsOrder = draft.orderKey !== undefined && wantsOrder(facts);
    const mayPass = draft.replyBy !== undefined || !dispatcher.isBehind();
    if (keepsOrder || !mayPass) return inInbox({ onCommitted: tellOthersIfBusy });
    const chosen = subscribers.choose(facts, draft.replyBy);
    return typeof chosen === 'string' ? busy(draft, facts) : toSubscriber(chosen, draft, facts);
  };

  function wantsOrder(facts: Facts): boolean {
    return subscribers.wantsOrder(facts) || elsewhere.wantsOrder(facts);
  }

  /**
   * Leaves the envelope in the inbox, because other replicas that handle it may have credit. If no other
   * replica handles it and it has a deadline, it is leased here and is the first to be handed over.
   */
  function busy(draft: Draft, facts: Facts): Reservation {
    const isAlone = !elsewhere.isHandled(facts);
    if (isAlone && draft.replyBy && held.room() > 0) return toDispatcher(draft, facts);
    due.left();
    return inInbox({ onCommitted: () => (isAlone ? undefined : due.elsewhere()) });
  }

  function tellOthersIfBusy(): void {
    if (subscribers.credit() === 0) due.elsewhere();
  }
}

/** Commits it as due, to be claimed. */
function inInbox({
  wantedBy,
  onCommitted = () => {},
}: {
  wantedBy?: string;
  onCommitted?: () => void;
} = {}): Reservation {
  return { lease: undefined, wantedBy, deliver: onCommitted, cancel() {} };
}

function firstAttempt(draft: Draft, id: string, lease: string): LeasedEnvelope {
  const { kind, name, teamId, orderKey, payload, receivedAt, replyBy, origin } = draft;
  const envelope = { id, kind, name, teamId, orderKey, payload, receivedAt, replyBy, origin };
  return { ...envelope, lease, attempt: 1, parkedMs: undefined, replayed: false };
}
