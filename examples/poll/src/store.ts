import type { Poll } from './poll.js';

/** The app's state. A call that repeats an earlier one for the same delivery changes nothing. */
export interface PollStore {
  /** Stores a new poll, unless one with its id exists. Returns the stored one. */
  create(poll: Poll): Promise<Poll>;
  find(id: string): Promise<Poll | undefined>;
  /**
   * Applies a change to a poll, one at a time across all processes. `act` identifies what a person did. The same act
   * changes a poll only once.
   */
  change(id: string, act: string, rule: (poll: Poll) => Poll): Promise<Poll | undefined>;
}

/** Makes a store in memory, which is lost when the process ends. */
export function createMemoryStore(): PollStore {
  const polls = new Map<string, Poll>();
  const acts = new Set<string>();

  return {
    async create(poll) {
      const there = polls.get(poll.id) ?? poll;
      polls.set(there.id, there);
      return there;
    },
    async find(id) {
      return polls.get(id);
    },
    async change(id, act, rule) {
      const poll = polls.get(id);
      if (poll === undefined || acts.has(act)) return poll;
      acts.add(act);
      const changed = { ...rule(poll), version: poll.version + 1 };
      polls.set(id, changed);
      return changed;
    },
  };
}
