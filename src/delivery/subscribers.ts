import type { Selection } from '../inbox/index.js';
import type { Facts } from './handles.js';
import { selectionOf, union } from './selection.js';
import type { Subscriber } from './subscriber.js';

/** The subscribers that compete for envelopes; they take turns. */
export interface Subscribers {
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  has(subscriber: Subscriber): boolean;
  all(): readonly Subscriber[];
  /** True if a subscriber handles the payload, even if that subscriber is at its limit. */
  isHandled(facts: Facts): boolean;
  /**
   * True if a subscriber that handles the payload can be expected to answer. It must not be silent. If Slack
   * waits for no reply, a silent one that may get a probe is enough.
   */
  isAnswered(facts: Facts, replyBy: Date | undefined): boolean;
  /** True if a subscriber that handles the payload wants order; without a payload, if any subscriber does. */
  wantsOrder(facts?: Facts): boolean;
  /** The envelopes that may be for subscribers that want order. */
  orderedSelection(): Selection;
  /** How many more envelopes all subscribers together would take now. */
  credit(): number;
  /**
   * Chooses the subscriber that gets the payload: of those with credit, the one that has waited longest. If
   * Slack waits for a reply, a responsive subscriber comes before a silent one. Returns `busy` if all
   * subscribers that handle the payload are at their limit, `none` if no subscriber handles it.
   */
  choose(facts: Facts, replyBy: Date | undefined): Subscriber | 'busy' | 'none';
}

export function createSubscribers(): Subscribers {
  /** The subscriber that has waited longest for a delivery is first. */
  const queue: Subscriber[] = [];

  return {
    add: (subscriber) => void queue.unshift(subscriber),
    remove(subscriber) {
      const at = queue.indexOf(subscriber);
      if (at >= 0) queue.splice(at, 1);
    },
    has: (subscriber) => queue.includes(subscriber),
    all: () => queue,
    isAnswered: (facts, replyBy) =>
      queue.some((one) => one.handles(facts) && (!one.isSilent() || (!replyBy && one.credit() > 0))),
    isHandled: (facts) => queue.some(({ handles }) => handles(facts)),
    wantsOrder: (facts) => queue.some(({ isOrdered, handles }) => isOrdered && (!facts || handles(facts))),
    orderedSelection: () =>
      union(queue.filter(({ isOrdered }) => isOrdered).map(({ declarations }) => selectionOf(declarations))),
    credit: () => queue.reduce((sum, subscriber) => sum + subscriber.credit(), 0),
    choose(facts, replyBy) {
      const handling = queue.filter(({ handles }) => handles(facts));
      const able = handling.filter((subscriber) => subscriber.credit() > 0);
      const chosen = (replyBy && able.find((one) => !one.isSilent())) ?? able[0];
      if (!chosen) return handling.length > 0 ? 'busy' : 'none';
      queue.splice(queue.indexOf(chosen), 1);
      queue.push(chosen);
      return chosen;
    },
  };
}
