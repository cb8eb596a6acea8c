import {
  type FindToken,
  type FoundToken,
  type ReportAnswer,
  type Target,
  tenantOf,
} from '../installations/index.js';
import type { Observe } from '../observe/index.js';
import type { SlackAnswer } from '../slack/index.js';
import { createPatientCall, type PatientCallOptions } from './patient-call.js';
import { checkCall } from './refused-methods.js';

export interface SendCall {
  /** For example `chat.postMessage`. */
  method: string;
  args: Record<string, unknown>;
  /** The only installation if absent. */
  target?: Target;
  signal?: AbortSignal;
  /** True if Slack must answer, even where havoc could answer from its store. */
  refresh?: boolean;
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

export interface SendOptions extends PatientCallOptions {
  findToken: FindToken;
  /** Records whether Slack accepts the token. */
  report: ReportAnswer;
  observe: Pick<Observe, 'answer'>;
}

/** Takes each of the app's calls through every step: token, hold, call, retry, observe and ledger. */
export function createSend(options: SendOptions): Send {
  const { findToken, report, observe } = options;
  const startPatiently = createPatientCall(options);

  return async function send({ method, args, target = {}, signal, keepsLedger, refresh = false }) {
    checkCall(method, args);
    const found = await findToken(target, { signal });
    const isStored = method === 'auth.test' && !refresh && found.refusal === undefined;
    const known = isStored ? found.identity : undefined;
    if (known !== undefined) return { ok: true, status: 200, body: known };
    const team_id = tenantOf(found.installation);
    const call = startPatiently(team_id);
    const callWith = ({ token, installation }: FoundToken) =>
      call({ method, token, args: withTeam(args, installation), ...(signal && { signal }) });
    let answer = await callWith(found);
    const fresh = await report(found, { method, answer });
    if (fresh !== undefined) answer = await callWith(fresh);
    await observe.answer({ method, args }, answer, team_id, { keepsLedger });
    return answer;
  };
}

/**
 * Adds the workspace to a call with the token of an organisation.
 *
 * @see https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
 */
function withTeam(
  args: SendCall['args'],
  { is_enterprise_install, team_id }: FoundToken['installation'],
): SendCall['args'] {
  return is_enterprise_install && team_id !== undefined && args.team_id === undefined
    ? { ...args, team_id }
    : args;
}
