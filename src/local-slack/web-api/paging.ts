import type { Json, Message } from '../model.js';
import { refusal } from '../state/refusal.js';
import type { Args } from './args.js';

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

/**
 * The page that `limit` and `cursor` select. A cursor contains the index at which its page starts.
 *
 * @throws refusal `invalid_cursor` or `invalid_limit`
 */
export function paged<T>(all: readonly T[], args: Args, sizes: Sizes = {}): Page<T> {
  const from = fromCursor('next', args.find('cursor')) ?? 0;
  const to = from + limitOf(args, sizes);
  return { items: all.slice(from, to), next_cursor: to < all.length ? toCursor('next', to) : '' };
}

/**
 * The page of messages that `limit` and `cursor` select, newest first. A cursor contains the ts of the page's first
 * message, so new messages do not move the pages. docs.slack.dev/apis/web-api/pagination
 *
 * @throws refusal `invalid_cursor` or `invalid_limit`
 */
export function pagedByTs(newestFirst: readonly Message[], args: Args, sizes: Sizes = {}): Page<Message> {
  const start = fromCursor('next_ts', args.find('cursor')) ?? Number.POSITIVE_INFINITY;
  const left = newestFirst.filter((message) => microsOf(message) <= start);
  const limit = limitOf(args, sizes);
  const next = left[limit];
  return { items: left.slice(0, limit), next_cursor: next ? toCursor('next_ts', microsOf(next)) : '' };
}

function limitOf(args: Args, { standard = 100, most = 1000 }: Sizes): number {
  const limit = args.findNumber('limit') || standard;
  if (limit < 0 || !Number.isInteger(limit))
    throw refusal('invalid_limit', 'The limit must be a whole number above 0.');
  return Math.min(limit, most);
}

function microsOf({ ts }: Message): number {
  return Number(ts.replace('.', ''));
}

/** The fields that a page adds to an answer. */
export function pageMetadata({ next_cursor }: Page<unknown>): Json {
  return { response_metadata: { next_cursor } };
}

function toCursor(kind: 'next' | 'next_ts', start: number): string {
  return Buffer.from(`${kind}:${start}`).toString('base64');
}

function fromCursor(kind: 'next' | 'next_ts', cursor: string | undefined): number | undefined {
  if (!cursor) return undefined;
  const [, found, start] = /^(\w+):(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (found !== kind)
    throw refusal(
      'invalid_cursor',
      'The cursor is invalid. Use response_metadata.next_cursor of the previous page.',
    );
  return Number(start);
}
