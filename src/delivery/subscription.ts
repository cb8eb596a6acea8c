import type { Connections } from './connections.js';
import type { Dispatcher } from './dispatcher.js';
import type { Due } from './due.js';
import type { Followers } from './followers.js';
import { createSettling, type Settling, type SettlingOptions } from './settling.js';
import type { Silence } from './silence.js';
import type { Subscriber } from './subscriber.js';
import type { Subscribers } from './subscribers.js';

/**
 * What a connected app can say. Each function for a lease rejects with `inbox.lease_lost` if the lease was
 * lost.
 */
export interface Subscription extends Settling {
  id: string;
  /**
   * Ends deliveries to the app. It keeps only the attempts with the leases `inHand`, and may still settle
   * them.
   */
  drain(inHand: readonly string[]): Promise<void>;
  /** Reports that the app has disconnected: what it had in hand is due again at once. */
  close(): Promise<void>;
}

export interface SubscriptionOptions
  extends Pick<SettlingOptions, 'inbox' | 'replies' | 'meter' | 'log' | 'maxAttempts'> {
  subscribers: Pick<Subscribers, 'wantsOrder'>;
  connections: Pick<Connections, 'retire' | 'disconnect'>;
  silence: Pick<Silence, 'heard'>;
  dispatcher: Pick<Dispatcher, 'freed' | 'follow' | 'isBehind'>;
  followers: Pick<Followers, 'next'>;
  due: Pick<Due, 'in' | 'now'>;
}

/** Passes what an app says to the parts of the room that it concerns. */
export function createSubscription(subscriber: Subscriber, options: SubscriptionOptions): Subscription {
  const { subscribers, connections, silence, dispatcher, due } = options;
  const settling = createSettling({
    ...options,
    subscriber,
    onHeard: (said) => silence.heard(subscriber, said),
    onFreed: () => dispatcher.freed(subscriber),
    onEnding({ envelope }, isNextFirst) {
      if (isNextFirst) return dispatcher.follow(envelope.lease);
      // Another envelope of its conversation may be due now.
      const isOrdered = envelope.orderKey !== undefined && subscribers.wantsOrder();
      if (isOrdered || dispatcher.isBehind()) due.now();
    },
  });
  return {
    id: subscriber.id,
    ...settling,
    drain: (inHand) => connections.retire(subscriber, new Set(inHand)),
    close: () => connections.disconnect(subscriber, settling),
  };
}
