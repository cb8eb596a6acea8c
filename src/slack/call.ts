/** One call of a Web API method, as it goes to Slack. */
export interface SlackRequest {
  /** As in `chat.postMessage`. */
  method: string;
  /** Absent for the few methods that need none. */
  token?: string;
  /** Slack's JSON; a file's bytes as a Buffer. */
  args: Record<string, unknown>;
  signal?: AbortSignal;
}

/** What Slack answered, `ok` or not: an answer is never thrown. */
export interface SlackAnswer {
  ok: boolean;
  /** Slack's own word for what is wrong, as in `channel_not_found`; `ratelimited` for a 429. */
  error?: string;
  /** HTTP. */
  status: number;
  /** The whole body, as Slack sent it. */
  body: Record<string, unknown>;
  /** Of a 429. */
  retryAfterMs?: number;
}

/**
 * Calls Slack once: no retry, no queue.
 *
 * @throws HavocError `slack.unreachable` (unavailable) when no answer came, `slack.bad_answer` (unavailable)
 * when it was not Slack's JSON, `slack.cancelled` (cancelled) when the signal aborted it
 */
export type SlackCall = (request: SlackRequest) => Promise<SlackAnswer>;
