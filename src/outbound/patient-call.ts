import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';
import { rateLimited, type SlackAnswer, type SlackRequest } from '../slack/index.js';
import type { RecordedCall } from '../traffic/index.js';
import { createHolds, type HoldsOptions } from './holds.js';
import { isLostOnTheWay, isRepeatable } from './repeatable.js';

export interface PatientCallOptions {
  call: RecordedCall;
  /** The other replicas, whose calls Slack counts together with this one's. Absent if there are none. */
  fleet?: HoldsOptions['fleet'];
  /** The longest total time that one caller waits, for 429s and between tries. The default is 30 s. */
  maxWaitMs?: number;
  /** How many times a call that got no answer is repeated, if that is safe. The default is 3. */
  maxRetries?: number;
  /** A clock that never goes back, in milliseconds. */
  elapsed?: () => number;
  /** Rejects when the signal aborts. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
}

/**
 * Makes a function that calls Slack for one tenant. All its calls share one limit of `maxWaitMs`. A 429 holds further
 * calls of the same method and tenant, on all replicas. If the wait would exceed the limit, the 429 is returned.
 *
 * @throws HavocError of SlackCall, and `outbound.cancelled` (cancelled)
 */
export type StartPatiently = (tenant: string) => (request: SlackRequest) => Promise<SlackAnswer>;

/** The shortest hold after a 429, even if the 429 asks for less or names no time. */
const LEAST_HOLD_MS = 1_000;

export function createPatientCall(options: PatientCallOptions): StartPatiently {
  const { call, fleet, maxWaitMs = 30_000, maxRetries = 3 } = options;
  const { elapsed = () => performance.now() } = options;
  const { sleep = (ms, signal) => wait(ms, undefined, { signal }), random = Math.random } = options;
  const holds = createHolds({ elapsed, fleet });

  return function startPatiently(team_id) {
    let leftMs = maxWaitMs;

    /** Waits, then returns true. Returns false at once if the wait would be too long. */
    async function waited({ method, signal }: SlackRequest, ms: number): Promise<boolean> {
      if (ms > leftMs) return false;
      leftMs -= ms;
      await sleep(ms, signal).catch((thrown) => {
        throw cancelled(method, thrown);
      });
      return true;
    }

    return async function callPatiently(request) {
      const { method, args, signal } = request;
      const key = `${method}:${team_id}`;
      for (let failures = 0; ; ) {
        if (signal?.aborted) throw cancelled(method, signal.reason);
        const heldMs = holds.leftMs(key);
        if (heldMs > 0) {
          // The jitter keeps calls that wait for the same hold from all resuming at once.
          const jitterMs = Math.round(Math.min(heldMs, 1_000) * random());
          if (!(await waited(request, heldMs + jitterMs))) return rateLimited(heldMs);
          continue;
        }
        try {
          const answer = await call(request, { team_id });
          if (answer.status !== 429) return answer;
          holds.hold(key, Math.max(answer.retryAfterMs ?? 0, LEAST_HOLD_MS));
        } catch (thrown) {
          failures++;
          const mayRepeat = failures <= maxRetries && isRepeatable(method, args) && isLostOnTheWay(thrown);
          if (!mayRepeat) throw thrown;
          const pauseMs = backoffMs(failures, { firstMs: 200, mostMs: 2_000, random });
          if (!(await waited(request, pauseMs))) throw thrown;
        }
      }
    };
  };
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
