import { setTimeout as wait } from 'node:timers/promises';
import type { Send, SendCall } from '../outbound/index.js';
import { type SlackAnswer, SlackRefusal } from '../slack/index.js';

/** What is asked for at once, where the caller does not say; Slack advises no more. */
const STANDARD_LIMIT = 200;
/** Of methods that give less. docs.slack.dev/reference/methods/admin.conversations.search */
const MOST_LIMITS: Record<string, number | undefined> = { 'admin.conversations.search': 20 };

export interface WalkOptions {
  send: Send;
  call: SendCall;
  /** Whether the method has a `limit`: without one, many answer with a single page. */
  hasLimit: boolean;
  /** Rejects when the signal aborts. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/** Where no cursor is not the first. docs.slack.dev/reference/methods/search.messages */
const FIRST_CURSORS: Record<string, string | undefined> = { 'search.messages': '*' };

/** What Slack asks for of one page at most is waited for: some methods give a page a minute. */
const MOST_WAIT_MS = 300_000;

/**
 * Asks for one page after another, each when the one before was taken: from the cursor given, or from the start,
 * to the page without a cursor, or with one that was there already. Where Slack says that it is too much, it waits
 * for as long as Slack says, and goes on.
 *
 * @returns Slack's answers
 * @throws SlackRefusal when Slack refuses a page, and as Send does
 */
export async function* walkPages({
  send,
  call,
  hasLimit,
  sleep = (ms, signal) => wait(ms, undefined, { signal }),
}: WalkOptions): AsyncGenerator<Record<string, unknown>> {
  const { [call.method]: cursor } = FIRST_CURSORS;
  const args: Record<string, unknown> = {
    ...(hasLimit && { limit: MOST_LIMITS[call.method] ?? STANDARD_LIMIT }),
    ...(cursor !== undefined && { cursor }),
    ...call.args,
  };
  const seen = new Set<unknown>([args.cursor]);
  for (let next = args; ; ) {
    const answer = await ask(next);
    if (!answer.ok) throw new SlackRefusal(call.method, answer);
    yield answer.body;
    const cursor = findCursor(answer.body);
    if (cursor === undefined || seen.has(cursor)) return;
    seen.add(cursor);
    next = { ...args, cursor };
  }

  async function ask(pageArgs: SendCall['args']): Promise<SlackAnswer> {
    for (let leftMs = MOST_WAIT_MS; ; ) {
      const answer = await send({ ...call, args: pageArgs });
      const waitMs = answer.status === 429 ? (answer.retryAfterMs ?? 1_000) : 0;
      leftMs -= waitMs;
      if (waitMs === 0 || leftMs < 0) return answer;
      await sleep(waitMs, call.signal);
    }
  }
}

/** admin.conversations.search alone has it at the top. */
function findCursor({ response_metadata, next_cursor }: Record<string, unknown>): string | undefined {
  const inMetadata: unknown =
    typeof response_metadata === 'object' && response_metadata !== null && 'next_cursor' in response_metadata
      ? response_metadata.next_cursor
      : undefined;
  const cursor = inMetadata || next_cursor;
  return typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
}
