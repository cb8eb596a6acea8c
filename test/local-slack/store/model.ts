import type { Range } from '../../../src/local-slack/store/store.js';
import type { Note } from './notes.js';

/** A simple model of a store with notes. Each list filters and sorts all documents. */
export interface Model {
  docs: Map<string, { doc: Note; order: number }>;
  /** The number of the next new document. */
  next: number;
}

export function createModel(): Model {
  return { docs: new Map(), next: 1 };
}

/** @param base what the store held at the start of the transaction */
export function put(model: Model, base: Model, doc: Note): void {
  const order = model.docs.get(doc.id)?.order ?? base.docs.get(doc.id)?.order ?? model.next++;
  model.docs.set(doc.id, { doc, order });
}

export function copy({ docs, next }: Model): Model {
  return { docs: new Map(docs), next };
}

export function list(model: Model, folder: string | undefined, isByTime: boolean, range: Range = {}): Note[] {
  const { after, from, before, to, skip = 0, limit, newestFirst } = range;
  const place = ({ at = 0 }: Note) => (isByTime ? String(at).padStart(16, '0') : '');
  const selected = [...model.docs.values()]
    .filter(({ doc }) => folder === undefined || doc.folder === folder)
    .filter(({ doc }) => after === undefined || place(doc) > after)
    .filter(({ doc }) => from === undefined || place(doc) >= from)
    .filter(({ doc }) => before === undefined || place(doc) < before)
    .filter(({ doc }) => to === undefined || place(doc) <= to)
    .sort((a, b) => place(a.doc).localeCompare(place(b.doc)) || a.order - b.order)
    .map(({ doc }) => doc);
  if (newestFirst) selected.reverse();
  return selected.slice(skip, limit === undefined ? undefined : skip + limit);
}
