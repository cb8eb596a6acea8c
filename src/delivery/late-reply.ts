import type { Logger } from '../log/index.js';

/** What became of a reply for which Slack had stopped waiting. */
export type ReplyLate = (payload: Record<string, unknown>, kind: string, json: Buffer) => Promise<void>;

export interface ReplyLateOptions {
  respond: (responseUrl: string, json: Uint8Array) => Promise<void>;
  log: Logger;
}

/**
 * A late reply to what has a `response_url` goes there. One to a view or a field with options is dropped, and
 * said so: the view is closed and the person has typed on.
 */
export function createReplyLate({ respond, log }: ReplyLateOptions): ReplyLate {
  return async function replyLate({ response_url }, kind, json) {
    if (json.length === 0) return;
    if (typeof response_url === 'string') await respond(response_url, json);
    else log.warn({ kind }, 'a late reply was dropped: nothing of Slack’s takes it any more');
  };
}
