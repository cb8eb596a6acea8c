import type { Held } from '../store.js';
import { createRecent } from './recent.js';

/** What a table holds under a key: a document as JSON with its number, or nothing. */
export type Stored = { text: string; order: number } | undefined;

/** Keeps the documents that were used last. Also keeps that there is no document under a key. */
export interface DocumentCache {
  /** Undefined if the cache does not know what the table holds. */
  find(id: string): { held: Held<unknown> | undefined } | undefined;
  set(id: string, stored: Stored): void;
  clear(): void;
}

interface Entry {
  /** Undefined once the text was parsed. */
  text?: string;
  held?: Held<unknown>;
}

/** @param maxChars the most characters of ids and JSON that the cache keeps */
export function createDocumentCache(maxChars: number): DocumentCache {
  const entries = createRecent<Entry>(maxChars);
  return {
    find(id) {
      const entry = entries.get(id);
      return entry && { held: heldOf(entry) };
    },
    set(id, stored) {
      const held = stored && { doc: undefined, order: stored.order };
      entries.set(id, { text: stored?.text, held }, stored?.text.length ?? 0);
    },
    clear: entries.clear,
  };
}

// Many documents are replaced before they are read. A document is parsed even if it was just put, so that it reads the
// same from the cache as from the table.
function heldOf(entry: Entry): Held<unknown> | undefined {
  if (entry.text !== undefined && entry.held) {
    entry.held = { doc: JSON.parse(entry.text), order: entry.held.order };
    entry.text = undefined;
  }
  return entry.held;
}
