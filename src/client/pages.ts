import type { Method } from '../wire/index.js';

type List = readonly unknown[];

/** Lists that any method's answer may have beside its own. */
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

/**
 * The type of one item of a method's pages. If the answer has exactly one list, this is an item of the list. Otherwise,
 * it is the whole answer.
 *
 * @example
 * ```ts
 * import type { ItemOf, UsersListResponse } from '@havoc/client';
 *
 * export const isPerson = (user: ItemOf<UsersListResponse>) => user.is_bot === false;
 * ```
 */
export type ItemOf<Answer> =
  IsOne<ListKey<Answer>> extends true
    ? NonNullable<Answer[ListKey<Answer>]> extends readonly (infer Item)[]
      ? Item
      : never
    : Answer;

/**
 * All items of a method, across its pages. The sidecar fetches further pages while the connection has room for them.
 * It waits when Slack asks for a pause, and stops when the loop ends.
 *
 * @example
 * ```ts
 * for await (const user of havoc.slack.users.list.pages()) console.log(user.id);
 * ```
 */
export interface Pages<Answer> extends AsyncIterable<ItemOf<Answer>> {
  /** Slack's whole answers, one per page. */
  byPage(): AsyncIterable<Answer>;
}

/** Makes the iterables over a method's pages. @param walk opens a new stream of pages on each call */
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

/** Finds the only list at the top level of the method's answers; undefined if there are none or several. */
function findListKey({ response }: Method): string | undefined {
  const keys = [...response.shape.slots]
    .filter(([key, { list }]) => list !== undefined && !REMARKS.has(key))
    .map(([key]) => key);
  return keys.length === 1 ? keys[0] : undefined;
}
