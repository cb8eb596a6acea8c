import type { Poll } from './poll.js';

/** The app's own state. Each function may be called again for the same delivery, and then changes nothing more. */
export interface PollStore {
  /** Keeps a new poll, unless one with its id is there; gives the one that is there. */
  create(poll: Poll): Promise<Poll>;
  find(id: string): Promise<Poll | undefined>;
  /**
   * Applies a change to a poll, alone among all processes. `act` names what someone did: the same act changes
   * it once.
   */
  change(id: string, act: string, rule: (poll: Poll) => Poll): Promise<Poll | undefined>;
}

/** Keeps polls as long as the process lives. */
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
