import type { Json, Message } from '../model.js';
import { refusal } from '../refusal.js';
import type { Range } from '../store/store.js';
import type { Args } from './args.js';

/** How many documents are read at once when some of them are left out. */
const AT_ONCE = 200;

export interface Page<T> {
  items: T[];
  /** Empty on the last page. */
  next_cursor: string;
}

/** The default and the maximum number of items on a page. */
interface Sizes {
  standard?: number;
  most?: number;
}

/** A part of a list. */
interface Part {
  skip: number;
  limit: number;
}

/**
 * The page that `limit` and `cursor` select. A cursor contains the position at which its page starts.
 *
 * @param read reads a part of the list
 * @throws refusal `invalid_cursor` or `invalid_limit`
 */
export async function pageOf<T>(
  args: Args,
  read: (part: Part) => Promise<T[]>,
  sizes: Sizes = {},
): Promise<Page<T>> {
  const skip = fromCursor('next', args.find('cursor')) ?? 0;
  const limit = limitOf(args, sizes);
  const found = await read({ skip, limit: limit + 1 });
  return {
    items: found.slice(0, limit),
    next_cursor: found.length > limit ? toCursor('next', skip + limit) : '',
  };
}

/**
 * The page that `limit` and `cursor` select from a list of which not everything is shown. It reads on until the page is
 * full and one more item is found. The cursor contains the position of that item in the whole list.
 *
 * @param read reads a part of the list
 * @param pick makes an item; undefined to leave it out
 * @throws refusal `invalid_cursor` or `invalid_limit`
 */
export async function pageOfPicked<D, T>(
  args: Args,
  read: (part: Part) => Promise<D[]>,
  pick: (doc: D) => Promise<T | undefined>,
): Promise<Page<T>> {
  let position = fromCursor('next', args.find('cursor')) ?? 0;
  const limit = limitOf(args);
  const items: T[] = [];
  for (;;) {
    const docs = await read({ skip: position, limit: AT_ONCE });
    // Together, because a store answers calls of one turn at once.
    for (const item of await Promise.all(docs.map(pick))) {
      if (item !== undefined && items.length === limit)
        return { items, next_cursor: toCursor('next', position) };
      if (item !== undefined) items.push(item);
      position += 1;
    }
    if (docs.length < AT_ONCE) return { items, next_cursor: '' };
  }
}

/**
 * The page of messages that `limit` and `cursor` select, newest first. A cursor contains the ts of the page's first
 * message, so new messages do not move the pages. docs.slack.dev/apis/web-api/pagination
 *
 * @param range the part of the messages to page through
 * @throws refusal `invalid_cursor` or `invalid_limit`
 */
export async function pageByTs(
  args: Args,
  range: Range,
  read: (range: Range) => Promise<Message[]>,
  sizes: Sizes,
): Promise<Page<Message>> {
  const start = fromCursor('next_ts', args.find('cursor'));
  const limit = limitOf(args, sizes);
  const ends = [range.to, start === undefined ? undefined : toTs(start)];
  const [to] = ends.filter((one) => one !== undefined).sort();
  const found = await read({ ...range, ...(to && { to }), newestFirst: true, limit: limit + 1 });
  const next = found[limit];
  return { items: found.slice(0, limit), next_cursor: next ? toCursor('next_ts', microsOf(next)) : '' };
}

/** The fields that a page adds to an answer. */
export function pageMetadata({ next_cursor }: Page<unknown>): Json {
  return { response_metadata: { next_cursor } };
}

function limitOf(args: Args, { standard = 100, most = 1000 }: Sizes = {}): number {
  const limit = args.findNumber('limit') || standard;
  if (limit < 0 || !Number.isInteger(limit))
    throw refusal('invalid_limit', 'The limit must be a whole number above 0.');
  return Math.min(limit, most);
}

function microsOf({ ts }: Message): number {
  return Number(ts.replace('.', ''));
}

function toTs(micros: number): string {
  const digits = String(micros).padStart(16, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function toCursor(kind: 'next' | 'next_ts', start: number): string {
  return Buffer.from(`${kind}:${start}`).toString('base64');
}

function fromCursor(kind: 'next' | 'next_ts', cursor: string | undefined): number | undefined {
  if (!cursor) return undefined;
  const [, found, start] = /^(\w+):(\d{1,16})$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (found !== kind)
    throw refusal(
      'invalid_cursor',
      'The cursor is invalid. Use response_metadata.next_cursor of the previous page.',
    );
  return Number(start);
}
