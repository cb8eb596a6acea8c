import { HavocError } from '../base/index.js';
import type { SlackAnswer, SlackCall, SlackRequest } from '../slack/index.js';
import type { TrafficRecorder } from './recorder.js';

/** A SlackCall that leaves a record of every try; it may be told whose call it is. */
export type RecordedCall = (request: SlackRequest, about?: { team_id?: string }) => Promise<SlackAnswer>;

export interface RecordedCallOptions {
  call: SlackCall;
  traffic: Pick<TrafficRecorder, 'record'>;
  now?: () => Date;
}

/** Everything that goes to Slack goes through one of these. The token is never part of the record. */
export function createRecordedCall({
  call,
  traffic,
  now = () => new Date(),
}: RecordedCallOptions): RecordedCall {
  return async function recordedCall(request, { team_id } = {}) {
    const at = now();
    const started = performance.now();
    const base = { at, direction: 'out' as const, name: request.method, team_id, request: request.args };
    const tookMs = () => Math.round((performance.now() - started) * 100) / 100;
    try {
      const answer = await call(request);
      const outcome = answer.ok ? 'ok' : (answer.error ?? 'unknown_error');
      traffic.record({ ...base, tookMs: tookMs(), status: answer.status, outcome, response: answer.body });
      return answer;
    } catch (thrown) {
      const outcome = thrown instanceof HavocError ? thrown.code : 'internal';
      traffic.record({ ...base, tookMs: tookMs(), outcome });
      throw thrown;
    }
  };
}
