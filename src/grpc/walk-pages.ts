import { setTimeout as wait } from 'node:timers/promises';
import type { Send, SendCall } from '../outbound/index.js';
import { findNextCursor, type SlackAnswer, SlackRefusal } from '../slack/index.js';

/** The limit of a page if the caller sets none. Slack recommends no more than this. */
const STANDARD_LIMIT = 200;
/** The limits of methods that allow less. docs.slack.dev/reference/methods/admin.conversations.search */
const MOST_LIMITS: Record<string, number | undefined> = { 'admin.conversations.search': 20 };

export interface WalkOptions {
  send: Send;
  call: SendCall;
  /** True if the method has a `limit`. Many methods return only one page unless it is set. */
  hasLimit: boolean;
  /** Waits for this time. Rejects when the signal aborts. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/** The first cursor of methods that need one. docs.slack.dev/reference/methods/search.messages */
const FIRST_CURSORS: Record<string, string | undefined> = { 'search.messages': '*' };

/** The longest wait for one page after rate limits. Some methods allow one page a minute. */
const MOST_WAIT_MS = 300_000;

/**
 * Requests one page after another, each after the caller has taken the previous one. Starts at the given cursor or at
 * the first page. Ends at a page without a next cursor, or with a repeated cursor. After a rate limit, waits as long as
 * Slack asks, and continues.
 *
 * @returns Slack's answers
 * @throws SlackRefusal if Slack refuses a page, and the errors of `send`
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
    const cursor = findNextCursor(answer.body);
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
