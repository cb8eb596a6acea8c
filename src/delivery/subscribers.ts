import type { Selection } from '../inbox/index.js';
import type { Facts } from './handles.js';
import { selectionOf, union } from './selection.js';
import type { Subscriber } from './subscriber.js';

/** Those who compete for envelopes, in turn. */
export interface Subscribers {
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  has(subscriber: Subscriber): boolean;
  all(): readonly Subscriber[];
  /** Whether anybody handles such a payload, at the limit or not. */
  isHandled(facts: Facts): boolean;
  /**
   * Whether anybody handles such a payload of whom an answer may be expected: who speaks, and, where nobody waits for
   * it, also a silent one that may be given one more.
   */
  isAnswered(facts: Facts, replyBy: Date | undefined): boolean;
  /** Whether anybody who handles such a payload wants order; of no payload in particular, whether anybody does. */
  wantsOrder(facts?: Facts): boolean;
  /** What may be for those who want order. */
  orderedSelection(): Selection;
  /** How many more envelopes all of them together would take now. */
  credit(): number;
  /**
   * Whose turn it is for such a payload: the subscriber with credit that waited longest, for what Slack waits for
   * one that speaks before one that is silent; `busy` when all that handle it are at their limit, `none` when nobody
   * handles it.
   */
  choose(facts: Facts, replyBy: Date | undefined): Subscriber | 'busy' | 'none';
}

export function createSubscribers(): Subscribers {
  /** Longest without a delivery first. */
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
