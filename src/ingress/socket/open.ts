import type { SocketModeDispatcher } from '@slack/socket-mode';
import { toHavocError } from '../../base/index.js';
import { remedyFor, type SlackAnswer, type SlackCall } from '../../slack/index.js';

/** What is needed to open a connection. */
export interface WayIn {
  /** Slack's answer. */
  body: Record<string, unknown>;
  /** The address in the answer. It is a secret: anyone who has it can connect. */
  url: string;
  /** The proxies on the way to the address, if there are any. */
  dispatcher?: SocketModeDispatcher | undefined;
}

/** The result of asking Slack for an address. */
export type Opened =
  | WayIn
  | {
      /** For people: what is wrong, and what to do. */
      problem: string;
      /** The shortest wait before asking again. */
      waitMs: number;
    };

/** Asks Slack once, with `apps.connections.open`. Does not ask while Slack has told havoc to wait. Never rejects. */
export type Open = (signal: AbortSignal) => Promise<Opened>;

/** How long to wait before asking again after an error that only a person can fix, for example in Slack's settings. */
const MENDED_BY_PEOPLE_MS = 60_000;

export interface OpenOptions {
  call: SlackCall;
  /** App-level, `xapp-`. */
  token: string;
  /** The proxies on the way to Slack, if there are any. */
  dispatcher?: SocketModeDispatcher | undefined;
  /** A clock that never goes back, in milliseconds. */
  elapsed?: () => number;
}

export function createOpen({
  call,
  token,
  dispatcher,
  elapsed = () => performance.now(),
}: OpenOptions): Open {
  let limitedUntil = 0;
  return async function open(signal) {
    const waitMs = limitedUntil - elapsed();
    if (waitMs > 0) return limited(waitMs);
    try {
      const answer = await call({ method: 'apps.connections.open', token, args: {}, signal });
      if (answer.retryAfterMs === undefined) return openedOf(answer, dispatcher);
      limitedUntil = elapsed() + answer.retryAfterMs;
      return limited(answer.retryAfterMs);
    } catch (thrown) {
      return { problem: toHavocError(thrown).message, waitMs: 0 };
    }
  };
}

function openedOf(
  { ok, error = 'unknown_error', body }: SlackAnswer,
  dispatcher: SocketModeDispatcher | undefined,
): Opened {
  if (ok && typeof body.url === 'string' && URL.canParse(body.url))
    return { body, url: new URL(body.url).href, dispatcher };
  if (ok) return { problem: 'Slack answered apps.connections.open without an address.', waitMs: 0 };
  const remedy = remedyFor(error, 'app');
  if (remedy === undefined) return { problem: `Slack refuses a connection: ${error}.`, waitMs: 0 };
  return { problem: `Slack refuses a connection: ${error}; ${remedy}.`, waitMs: MENDED_BY_PEOPLE_MS };
}

function limited(waitMs: number): Opened {
  const seconds = Math.ceil(waitMs / 1000);
  return { problem: `Slack limits calls of apps.connections.open: trying again in ${seconds} s.`, waitMs };
}
