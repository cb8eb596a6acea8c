import type { Store, Write } from './store.js';

/** Writes many documents, a part of them at a time. */
export interface Bulk {
  add(write: Write): Promise<void>;
  /** Writes what is left. */
  flush(): Promise<void>;
}

const AT_ONCE = 1000;

export function createBulk(store: Store): Bulk {
  let docs: Write[] = [];

  async function flush(): Promise<void> {
    if (docs.length > 0) await store.commit({ docs, bytes: [] });
    docs = [];
  }

  return {
    add: async (write) => {
      docs.push(write);
      if (docs.length >= AT_ONCE) await flush();
    },
    flush,
  };
}
