import { isObject } from '../base/index.js';

/**
 * Finds the cursor of the next page in an answer. Undefined on the last page. Two methods have it at the top of the
 * answer: admin.conversations.search as `next_cursor`, apps.event.authorizations.list as `cursor_next`.
 *
 * @see https://docs.slack.dev/apis/web-api/pagination
 */
export function findNextCursor(body: Record<string, unknown>): string | undefined {
  const { response_metadata, next_cursor, cursor_next } = body;
  const inMetadata = isObject(response_metadata) ? response_metadata.next_cursor : undefined;
  const cursor = inMetadata || next_cursor || cursor_next;
  return typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
}
