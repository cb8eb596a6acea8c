import type { Database } from '../store/database.js';
import { queuedPushes } from '../world/collections.js';
import type { QueuedPush } from './queued-push.js';

/** Records how far the delivery of each event has come, so that another process can go on with it. */
export interface PushQueue {
  /**
   * The pushes in the queue, in the order of their changes. It is read between two transactions: the promise resolves
   * before the next transaction can add to the queue.
   */
  left(): Promise<QueuedPush[]>;
  /** Records the push after a failed attempt. */
  keep(push: QueuedPush): Promise<void>;
  /** Forgets the push: the app has taken it, or it is not tried again. */
  remove(push: QueuedPush): Promise<void>;
}

export function createPushQueue(db: Database): PushQueue {
  return {
    left: () => db.transact((transaction) => transaction.list(queuedPushes, 'all', '')),
    keep: (push) => db.writeAlong((transaction) => transaction.put(queuedPushes, push)),
    remove: ({ id }) => db.writeAlong((transaction) => transaction.remove(queuedPushes, id)),
  };
}
