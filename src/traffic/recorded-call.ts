import { HavocError } from '../base/index.js';
import type { SlackAnswer, SlackCall, SlackRequest } from '../slack/index.js';
import type { TrafficRecorder } from './recorder.js';

/** A SlackCall that records every call. The caller may give the workspace of the call. */
export type RecordedCall = (request: SlackRequest, about?: { team_id?: string }) => Promise<SlackAnswer>;

export interface RecordedCallOptions {
  call: SlackCall;
  traffic: Pick<TrafficRecorder, 'record'>;
  /** False to leave out arguments and answers, which contain tokens. The default is true. */
  bodies?: boolean;
  now?: () => Date;
}

/**
 * Makes a function that calls Slack and records every call. The record never contains the token. File transfers and
 * responses to a response_url are not calls of this function, and write their own records.
 */
export function createRecordedCall({
  call,
  traffic,
  bodies = true,
  now = () => new Date(),
}: RecordedCallOptions): RecordedCall {
  return async function recordedCall(request, { team_id } = {}) {
    const at = now();
    const started = performance.now();
    const base = {
      at,
      direction: 'out' as const,
      name: request.method,
      team_id,
      ...(bodies && { request: request.args }),
    };
    const tookMs = () => Math.round((performance.now() - started) * 100) / 100;
    try {
      const answer = await call(request);
      const outcome = answer.ok ? 'ok' : (answer.error ?? 'unknown_error');
      const response = bodies ? answer.body : undefined;
      traffic.record({ ...base, tookMs: tookMs(), status: answer.status, outcome, response });
      return answer;
    } catch (thrown) {
      const outcome = thrown instanceof HavocError ? thrown.code : 'internal';
      traffic.record({ ...base, tookMs: tookMs(), outcome });
      throw thrown;
    }
  };
}
