import { createBatcher } from '../../base/index.js';
import type { Database } from '../store/database.js';
import { queuedPushes } from '../world/collections.js';
import type { QueuedPush } from './queued-push.js';

const MOST_AT_ONCE = 500;

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
  const steps = createBatcher<{ push: QueuedPush; isDone: boolean }, void>({
    maxItems: MOST_AT_ONCE,
    isItemsFault: () => false,
    run: (items) =>
      db.transact(async (transaction) =>
        items.map(({ push, isDone }) =>
          isDone ? transaction.remove(queuedPushes, push.id) : transaction.put(queuedPushes, push),
        ),
      ),
  });
  return {
    left: () => db.transact((transaction) => transaction.list(queuedPushes, 'all', '')),
    keep: (push) => steps.add({ push, isDone: false }),
    remove: (push) => steps.add({ push, isDone: true }),
  };
}
