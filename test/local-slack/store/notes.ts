import { type Collection, defineCollection, placeOf } from '../../../src/local-slack/store/collection.js';
import type { Write } from '../../../src/local-slack/store/store.js';

/** A document for the tests of stores. */
export interface Note {
  id: string;
  /** The indexes by folder leave notes without one out. */
  folder?: string;
  at?: number;
  text?: unknown;
}

export const notes = defineCollection<Note>()({
  name: 'test_notes',
  key: ({ id }) => id,
  indexes: {
    folder: { by: ({ folder }) => folder },
    time: { by: ({ folder }) => folder, sort: ({ at = 0 }) => placeOf(at) },
    all: { by: () => '' },
  },
});

export const tags = defineCollection<{ name: string; note: string }>()({
  name: 'test_tags',
  key: ({ name }) => name,
  indexes: { note: { by: ({ note }) => note.toLowerCase() } },
});

export function putOf<D>(collection: Collection<D>, doc: D): Write {
  return { collection: collection as Collection<unknown>, key: collection.key(doc), doc };
}

export function removalOf<D>(collection: Collection<D>, key: string): Write {
  return { collection: collection as Collection<unknown>, key, doc: undefined };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The tables of both collections in PostgreSQL. */
export const CREATE_NOTES = `
create table local_slack.test_notes (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  folder_group text collate "C",
  time_group text collate "C", time_place text collate "C",
  all_group text collate "C"
);
create index test_notes_ordinal on local_slack.test_notes (ordinal);
create index test_notes_folder on local_slack.test_notes (folder_group, ordinal)
  where folder_group is not null;
create index test_notes_time on local_slack.test_notes (time_group, time_place, ordinal)
  where time_group is not null;
create index test_notes_all on local_slack.test_notes (all_group, ordinal)
  where all_group is not null;

create table local_slack.test_tags (
  key text collate "C" primary key, ordinal bigint not null, doc text not null,
  note_group text collate "C"
);
create index test_tags_ordinal on local_slack.test_tags (ordinal);
create index test_tags_note on local_slack.test_tags (note_group, ordinal)
  where note_group is not null;
`;
