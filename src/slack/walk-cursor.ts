import type { SlackAnswer, SlackRequest } from './call.js';
import { findNextCursor } from './next-cursor.js';
import { SlackRefusal } from './refusal.js';

/** The most pages that are read, in case the cursors never end. */
const MOST_PAGES = 1_000;

/**
 * Calls a method page by page, and yields the body of each answer.
 *
 * @throws SlackRefusal, and the errors of `call`
 * @see https://docs.slack.dev/apis/web-api/pagination
 */
export async function* walkCursor(
  call: (request: SlackRequest) => Promise<SlackAnswer>,
  request: SlackRequest,
): AsyncGenerator<Record<string, unknown>, void, undefined> {
  const { method, args } = request;
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await call({ ...request, args: { ...args, ...(cursor && { cursor }) } });
    if (!answer.ok) throw new SlackRefusal(method, answer);
    yield answer.body;
    const next = findNextCursor(answer.body);
    if (next === undefined) return;
    cursor = next;
  }
}
