import type { Database } from '../../src/db/index.js';
import {
  createDelivery,
  type DeliveryRoom,
  type Prepare,
  type Subscription,
} from '../../src/delivery/index.js';
import type { Delivery, Handles } from '../../src/gen/havoc/v1/events.js';
import {
  createInbox,
  createReplies,
  type Inbox,
  type NewEnvelope,
  type Replies,
} from '../../src/inbox/index.js';
import { createLogger } from '../../src/log/index.js';

/** A delivery room on a real database, and what stands around it. */
export interface Stage {
  room: DeliveryRoom;
  inbox: Inbox;
  replies: Replies;
  /** Replies for which nobody waited any more. */
  late: { kind: string; json: string }[];
  /** The ids of the envelopes that were learned from. */
  learned: string[];
}

export interface StageOptions {
  unhandledAfterMs?: number;
  leaseMs?: number;
  prepareWith?: Prepare;
  /** Stand in for the inbox's own. */
  inboxWith?: (real: Inbox) => Partial<Inbox>;
}

export const prepare: Prepare = async ({ id, lease, attempt, kind }) => ({
  id,
  lease,
  attempt,
  unknown: { kind },
});

export function openStage(
  { pool }: Pick<Database, 'pool'>,
  {
    unhandledAfterMs = 60_000,
    leaseMs = 30_000,
    prepareWith = prepare,
    inboxWith = () => ({}),
  }: StageOptions = {},
): Stage {
  const real = createInbox({ pool, leaseMs });
  const inbox = { ...real, ...inboxWith(real) };
  const replies = createReplies();
  const late: Stage['late'] = [];
  const learned: string[] = [];
  const room = createDelivery({
    inbox,
    replies,
    learn: async ({ id }) => void learned.push(id),
    prepare: prepareWith,
    replyLate: async (_payload, kind, json) => void late.push({ kind, json: json.toString() }),
    log: createLogger({ level: 'silent' }),
    unhandledAfterMs,
    pollMs: 20,
  });
  return { room, inbox, replies, late, learned };
}

/** A connected app that settles nothing by itself. */
export interface App extends Subscription {
  got: Delivery[];
  closing: string[];
}

export function connectTo(
  room: DeliveryRoom,
  { maxInFlight = 10, handles = [{ kind: '*' }] as Handles[] } = {},
): App {
  const got: Delivery[] = [];
  const closing: string[] = [];
  const carrier = {
    deliver: (delivery: Delivery) => void got.push(delivery),
    closing: (reason: string) => void closing.push(reason),
  };
  return { ...room.subscribe({ max_in_flight: maxInFlight, handles }, carrier), got, closing };
}

/** A command waits for a reply; nothing else here does. */
export function newEnvelope(dedupeKey: string, kind = 'event', body: object = {}, name = ''): NewEnvelope {
  return {
    dedupeKey,
    kind,
    name,
    teamId: undefined,
    payload: Buffer.from(JSON.stringify(body)),
    retryNum: undefined,
    receivedAt: new Date(),
    replyBy: kind === 'command' ? new Date(Date.now() + 2_500) : undefined,
  };
}

export function leaseOf({ id = '', lease = '' }: Delivery = {}) {
  return { id, lease };
}
