import type { Json } from '../model.js';
import { refusal } from '../state/refusal.js';
import type { Args } from './args.js';

export interface Page<T> {
  items: T[];
  /** Empty on the last page. */
  next_cursor: string;
}

/**
 * The page that `limit` and `cursor` ask for. A cursor holds where the page starts, so it belongs to one list.
 *
 * @throws refusal `invalid_cursor` or `invalid_limit`
 */
export function paged<T>(all: readonly T[], args: Args, { standard = 100, most = 1000 } = {}): Page<T> {
  const limit = args.findNumber('limit') || standard;
  if (limit < 0 || !Number.isInteger(limit))
    throw refusal('invalid_limit', 'The limit is a whole number above 0.');
  const from = fromCursor(args.find('cursor'));
  const to = from + Math.min(limit, most);
  return { items: all.slice(from, to), next_cursor: to < all.length ? toCursor(to) : '' };
}

/** What a page adds to an answer. */
export function pageMetadata({ next_cursor }: Page<unknown>): Json {
  return { response_metadata: { next_cursor } };
}

function toCursor(offset: number): string {
  return Buffer.from(`next:${offset}`).toString('base64');
}

function fromCursor(cursor: string | undefined): number {
  if (!cursor) return 0;
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (!match) throw refusal('invalid_cursor', 'Give the cursor as response_metadata.next_cursor had it.');
  return Number(match[1]);
}
