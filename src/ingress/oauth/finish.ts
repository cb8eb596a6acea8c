import { type Json, toHavocError } from '../../base/index.js';
import type { Grant } from '../../installations/index.js';
import type { Logger } from '../../log/index.js';
import type { SlackCall } from '../../slack/index.js';
import type { Admit } from './admission.js';
import { isBrowserOf } from './browser.js';
import { FAILURES, type Failure, failureOf } from './failures.js';
import { identify } from './identify.js';
import type { PageRequest } from './page-request.js';
import { parametersOf } from './parameters.js';
import { readGrant } from './read-grant.js';
import { placeOf } from './redirect-urls.js';
import type { State, States } from './state.js';

export interface FinishOptions {
  states: States;
  clientId: string;
  clientSecret: string;
  call: SlackCall;
  /** Returns true the first time that it is called with an id. It may forget the id after `expiresAt`. */
  useStateOnce: (id: string, expiresAt: Date) => Promise<boolean>;
  /** Stores a grant. */
  install: (grant: Grant) => Promise<void>;
  /** The app's id, if havoc knows it. */
  expectedAppId?: () => string | undefined;
  admit: Admit;
  log: Logger;
}

/** Why an installation failed, and how it can start again. */
export interface Failed {
  failure: Failure;
  /** Slack's error, if Slack caused the failure. */
  error?: string;
  retryAfterMs?: number;
  /** True if the installation failed after its state was verified. Until then, anyone can make it fail. */
  isAdmitted?: boolean;
  /** The parameters of a further attempt. Undefined if it needs the app's own link. */
  again?: Pick<State, 'team' | 'context'> & { redirectUrl?: string };
}

/** How an installation ended. */
export type End = { grant: Grant } | Failed;

/**
 * Finishes an installation: checks the state, exchanges the code, and stores what was granted. Nothing is stored and
 * Slack is not called until the state is verified: havoc made it, and for this browser.
 */
export type FinishInstallation = (request: PageRequest, now: Date) => Promise<End>;

/** Slack's errors are words such as `invalid_code`. Any other text is not shown. */
const SLACK_ERROR = /^[\w.]{1,100}$/;

export function createFinish(options: FinishOptions): FinishInstallation {
  const { states, clientId, clientSecret, call, log } = options;

  return async function finish({ query, cookies, address }, now) {
    const given = parametersOf(query, ['state', 'code', 'error']);
    if (given === undefined) return { failure: FAILURES.badRequest };
    const read = await states.read(given.state ?? '', now);
    if (read.verdict === 'wrong') return { failure: FAILURES.wrongState };
    if (read.verdict === 'expired')
      return { failure: FAILURES.expiredState, again: read.hadContext ? undefined : {} };
    const { state } = read;
    const again = state;
    if (!isBrowserOf(state, cookies, placeOf(state.redirectUrl))) return { failure: FAILURES.otherBrowser };
    if (given.error !== undefined) return { ...refusal(given.error), again };
    if (!given.code) return { failure: FAILURES.missingCode, again };
    if (!options.admit({ address, hasLink: state.context !== undefined }))
      return { failure: FAILURES.busy, again };
    const end = await useUp(state, given.code, now);
    return 'grant' in end ? end : { ...end, again, isAdmitted: true };
  };

  async function useUp(state: State, code: string, now: Date): Promise<End> {
    try {
      const isFirst = await options.useStateOnce(state.id, state.expiresAt);
      return isFirst ? await exchange(state, code, now) : { failure: FAILURES.usedState };
    } catch (thrown) {
      log.error({ err: thrown }, 'oauth: an installation was not stored');
      return { failure: FAILURES.notStored };
    }
  }

  async function exchange(state: State, code: string, now: Date): Promise<End> {
    const answer = await ask(state, code);
    if ('failure' in answer) return answer;
    const grant = readGrant(answer.body, { now, context: state.context?.text });
    if (grant === undefined) return { failure: FAILURES.badAnswer };
    const expected = options.expectedAppId?.();
    if (expected !== undefined && grant.app_id !== expected) {
      log.error({ app_id: grant.app_id, expected }, 'oauth: SLACK_CLIENT_ID is that of another app');
      return { failure: FAILURES.otherApp };
    }
    const whole = await identify(grant, options);
    await options.install(whole);
    return { grant: whole };
  }

  /** @see https://docs.slack.dev/reference/methods/oauth.v2.access */
  async function ask({ redirectUrl, verifier }: State, code: string): Promise<{ body: Json } | Failed> {
    try {
      const { ok, error, body, retryAfterMs } = await call({
        method: 'oauth.v2.access',
        args: {
          client_id: clientId,
          client_secret: clientSecret,
          code,
          redirect_uri: redirectUrl,
          ...(verifier !== undefined && { code_verifier: verifier }),
        },
      });
      if (ok) return { body };
      log.warn({ error }, 'oauth: Slack refused the code of an installation');
      return { ...refusal(error ?? ''), retryAfterMs };
    } catch (thrown) {
      if (toHavocError(thrown).kind !== 'unavailable') throw thrown;
      log.warn({ err: thrown }, 'oauth: Slack does not answer');
      return { failure: FAILURES.slackAway };
    }
  }
}

function refusal(error: string): Failed {
  return { failure: failureOf(error), error: SLACK_ERROR.test(error) ? error : undefined };
}
