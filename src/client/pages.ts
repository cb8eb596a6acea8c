import type { Method } from '../wire/index.js';

type List = readonly unknown[];

/** What every answer may have beside its own lists. */
type Remark = 'errors' | 'warnings';
const REMARKS: ReadonlySet<string> = new Set<Remark>(['errors', 'warnings']);

type ListKey<Answer> = Exclude<
  { [Key in keyof Answer]-?: NonNullable<Answer[Key]> extends List ? Key : never }[keyof Answer],
  Remark
>;
type IsOne<Key, All = Key> = [Key] extends [never]
  ? false
  : Key extends unknown
    ? [All] extends [Key]
      ? true
      : false
    : never;

/** What the pages of a method hold: the items of their one list, or the pages where there is not just one. */
export type ItemOf<Answer> =
  IsOne<ListKey<Answer>> extends true
    ? NonNullable<Answer[ListKey<Answer>]> extends readonly (infer Item)[]
      ? Item
      : never
    : Answer;

/**
 * All that a method has, over all of its pages: `for await (const user of slack.users.list.pages())`. The sidecar
 * asks for the next page while there is room for it on the connection, waits where Slack wants that, and stops when
 * the loop ends.
 */
export interface Pages<Answer> extends AsyncIterable<ItemOf<Answer>> {
  /** Slack's answers whole, one a page. */
  byPage(): AsyncIterable<Answer>;
}

/** @param walk opens the stream of pages, each time it is called anew */
export function createPages<Answer extends object>(
  walk: () => AsyncIterable<{ page: Answer; method: Method }>,
): Pages<Answer> {
  return {
    async *byPage() {
      for await (const { page } of walk()) yield page;
    },
    async *[Symbol.asyncIterator]() {
      for await (const { page, method } of walk()) {
        const key = findListKey(method);
        if (key === undefined) yield page as ItemOf<Answer>;
        else {
          const items = (page as Record<string, unknown>)[key];
          if (Array.isArray(items)) yield* items as ItemOf<Answer>[];
        }
      }
    },
  };
}

/** The one list at the top of the method's answers; undefined where there is none, or are several. */
function findListKey({ response }: Method): string | undefined {
  const keys = [...response.shape.slots]
    .filter(([key, { list }]) => list !== undefined && !REMARKS.has(key))
    .map(([key]) => key);
  return keys.length === 1 ? keys[0] : undefined;
}
