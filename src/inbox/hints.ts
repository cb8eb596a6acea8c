/** A conversation, as the database names it. */
export interface Conversation {
  teamId: string;
  orderKey: string;
}

/** Conversations that something was just committed to, or settled in: a claim looks at them first. */
export interface Hints {
  add(conversation: Conversation): void;
  /** Up to so many, oldest first, which are no hints any more. */
  take(most: number): Conversation[];
}

/** What is forgotten is found by the walk over all conversations. */
const MOST = 10_000;

export function createHints(): Hints {
  const hints = new Map<string, Conversation>();
  /** Nobody may want order, and then nobody takes any. */
  let isWanted = false;

  return {
    add(conversation) {
      if (isWanted && hints.size < MOST)
        hints.set(`${conversation.teamId} ${conversation.orderKey}`, conversation);
    },
    take(most) {
      isWanted = true;
      const taken = [...hints].slice(0, most);
      for (const [key] of taken) hints.delete(key);
      return taken.map(([, conversation]) => conversation);
    },
  };
}
