/** One call of a Web API method. */
export interface SlackRequest {
  /** The name of the method, such as `chat.postMessage`. */
  method: string;
  /** Absent for the few methods that need no token. */
  token?: string;
  /** The arguments as JSON. The bytes of a file are a Buffer. */
  args: Record<string, unknown>;
  signal?: AbortSignal;
}

/** Slack's answer. An answer with `ok: false` is returned, not thrown. */
export interface SlackAnswer {
  ok: boolean;
  /** Slack's error, such as `channel_not_found`. A 429 has `ratelimited`. */
  error?: string;
  /** The HTTP status. */
  status: number;
  /** The whole body, as Slack sent it. */
  body: Record<string, unknown>;
  /** Present on a 429. */
  retryAfterMs?: number;
}

/**
 * Calls Slack once, without retries or a queue.
 *
 * @throws HavocError `slack.unreachable` (unavailable) if no answer came, `slack.bad_answer` (unavailable) if the answer
 * was not Slack's JSON, `slack.cancelled` (cancelled) if the signal aborted the call
 */
export type SlackCall = (request: SlackRequest) => Promise<SlackAnswer>;
