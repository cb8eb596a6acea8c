import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';
import { type FindToken, type Target, tenantOf } from '../installations/index.js';
import type { Observe } from '../observe/index.js';
import { rateLimited, type SlackAnswer } from '../slack/index.js';
import type { RecordedCall } from '../traffic/index.js';
import { createHolds, type HoldsOptions } from './holds.js';
import { checkCall } from './refused-methods.js';
import { isLostOnTheWay, isRepeatable } from './repeatable.js';

export interface SendCall {
  /** For example `chat.postMessage`. */
  method: string;
  args: Record<string, unknown>;
  /** The only installation if absent. */
  target?: Target;
  signal?: AbortSignal;
  /** True if the caller writes the ledger itself. */
  keepsLedger?: boolean;
}

/**
 * Calls Slack for the app. Slack's `ok: false` is an answer, not an error. A 429 whose wait would be too long is an
 * answer too (`ratelimited`, with `retryAfterMs`).
 *
 * @throws HavocError from FindToken and SlackCall; `outbound.secret_answer` (permission_denied),
 * `slack.bad_method` and `outbound.token_given` (invalid_argument), `outbound.cancelled` (cancelled)
 */
export type Send = (call: SendCall) => Promise<SlackAnswer>;

export interface SendOptions {
  findToken: FindToken;
  call: RecordedCall;
  observe: Pick<Observe, 'answer'>;
  /** The replicas whose calls Slack counts together with this one's; none if absent. */
  fleet?: HoldsOptions['fleet'];
  /** The longest total time that one send waits, for 429s and between tries. */
  maxWaitMs?: number;
  /** How often a call that was lost on its way is made again, if that is safe. */
  maxRetries?: number;
  /** A clock that never goes back, in milliseconds. */
  elapsed?: () => number;
  /** Rejects when the signal aborts. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
}

/** The shortest hold after a 429, even if the 429 asks for less or names no time. */
const LEAST_HOLD_MS = 1_000;

/** Takes each of the app's calls through every step: token, hold, call, retry, observe and ledger. */
export function createSend(options: SendOptions): Send {
  const { findToken, call, observe, fleet, maxWaitMs = 30_000, maxRetries = 3 } = options;
  const { elapsed = () => performance.now() } = options;
  const { sleep = (ms, signal) => wait(ms, undefined, { signal }), random = Math.random } = options;
  const holds = createHolds({ elapsed, fleet });

  return async function send({ method, args, target = {}, signal, keepsLedger }) {
    checkCall(method, args);
    const { token, installation } = await findToken(target, { signal });
    const team_id = tenantOf(installation);
    const patience = createPatience({ method, args }, signal);
    const request = { method, token, args, ...(signal && { signal }) };
    const answer = await callPatiently(patience, `${method}:${team_id}`, () => call(request, { team_id }));
    await observe.answer({ method, args }, answer, team_id, { keepsLedger });
    return answer;
  };

  /** Keeps count of how long one send may still wait. */
  function createPatience({ method, args }: SendCall, signal: AbortSignal | undefined) {
    let leftMs = maxWaitMs;
    return {
      mayRepeat: isRepeatable(method, args),
      throwIfCancelled() {
        if (signal?.aborted) throw cancelled(method, signal.reason);
      },
      /** Waits, then returns true. Returns false at once if the wait would be too long. */
      async waited(ms: number): Promise<boolean> {
        if (ms > leftMs) return false;
        leftMs -= ms;
        await sleep(ms, signal).catch((thrown) => {
          throw cancelled(method, thrown);
        });
        return true;
      },
    };
  }

  async function callPatiently(
    patience: ReturnType<typeof createPatience>,
    key: string,
    tryOnce: () => Promise<SlackAnswer>,
  ): Promise<SlackAnswer> {
    for (let failures = 0; ; ) {
      patience.throwIfCancelled();
      const heldMs = holds.leftMs(key);
      if (heldMs > 0) {
        // The jitter keeps calls that wait for the same hold from all resuming at once.
        const jitterMs = Math.round(Math.min(heldMs, 1_000) * random());
        if (!(await patience.waited(heldMs + jitterMs))) return rateLimited(heldMs);
        continue;
      }
      try {
        const answer = await tryOnce();
        if (answer.status !== 429) return answer;
        holds.hold(key, Math.max(answer.retryAfterMs ?? 0, LEAST_HOLD_MS));
      } catch (thrown) {
        failures++;
        const mayRepeat = failures <= maxRetries && patience.mayRepeat && isLostOnTheWay(thrown);
        if (!mayRepeat) throw thrown;
        const pauseMs = backoffMs(failures, { firstMs: 200, mostMs: 2_000, random });
        if (!(await patience.waited(pauseMs))) throw thrown;
      }
    }
  }
}

function cancelled(method: string, cause: unknown): HavocError {
  return new HavocError({
    kind: 'cancelled',
    code: 'outbound.cancelled',
    message: `The caller cancelled the call of ${method}.`,
    fields: { method },
    cause,
  });
}
