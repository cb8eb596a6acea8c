/** A conversation, identified as in the database. */
export interface Conversation {
  teamId: string;
  orderKey: string;
}

/** Conversations in which an envelope was just committed or settled. A claim looks at them first. */
export interface Hints {
  add(conversation: Conversation): void;
  /** Removes and returns up to `most` hints, oldest first. */
  take(most: number): Conversation[];
}

/** The most hints to keep. The walk over all conversations finds the other conversations. */
const MOST = 10_000;

export function createHints(): Hints {
  const hints = new Map<string, Conversation>();
  /** False until the first `take`. If no subscriber wants order, no hints are taken, so none are kept. */
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
