import { createBackgroundWork } from '../../base/index.js';
import type { Grant } from '../../installations/index.js';
import type { Vault } from '../../vault/index.js';
import { createAdmit } from './admission.js';
import { openUrl } from './authorize-url.js';
import { FAILURES } from './failures.js';
import { createFinish, type Failed, type FinishOptions } from './finish.js';
import { installUrl } from './install-link.js';
import { createLinkContexts } from './link-context.js';
import type { PageAnswer, PageRequest } from './page-request.js';
import { choosePlace, placeOf } from './redirect-urls.js';
import { createResults, nothing, type ResultOptions, redirectTo, type Shown } from './results.js';
import { createStart, type StartOptions } from './start.js';
import { createStates } from './state.js';
import { createTokenBucket } from './token-bucket.js';

export interface OAuthPagesOptions
  extends ResultOptions,
    Omit<StartOptions, 'states' | 'contexts'>,
    Omit<FinishOptions, 'states' | 'admit'> {
  vault: Pick<Vault, 'derive'>;
  /** HAVOC_OAUTH_CONTEXT_SECRET. */
  contextSecret?: string;
  now?: () => Date;
  /** A clock that never goes back, in milliseconds. */
  nowMs?: () => number;
}

/** The pages with which people install the app. */
export interface OAuthPages {
  /** Answers a browser. Never rejects. */
  answer(request: PageRequest): Promise<PageAnswer>;
  /** Resolves when all installations that are under way have ended. */
  idle(): Promise<void>;
}

/**
 * The most starts and denials that are recorded in a minute, since anyone can send them. Refusals have another limit.
 */
const RECORDS_PER_MINUTE = 60;
const NAMES = { install: 'oauth install', redirect: 'oauth redirect' } as const;

/**
 * Creates the pages of OAuth. An installation has two steps. The first sends the browser to Slack with a signed state,
 * and stores nothing. In the second, Slack sends it back with a code: havoc checks the state, uses it up, exchanges the
 * code for tokens and stores them.
 *
 * @throws HavocError `vault.no_keys` (failed_precondition), `oauth.unknown_placeholder` (invalid_argument)
 */
export function createOAuthPages(options: OAuthPagesOptions): OAuthPages {
  const { vault, apiUrl, redirectUrls, log, now = () => new Date(), nowMs } = options;
  const states = createStates({ vault, lifetimeMs: options.stateMs });
  const contexts = createLinkContexts({ vault, appSecret: options.contextSecret });
  const results = createResults(options);
  const mayRecord = createTokenBucket({ perMinute: RECORDS_PER_MINUTE, nowMs });
  const start = createStart({ ...options, states, contexts });
  const finish = createFinish({ ...options, states, admit: createAdmit(nowMs) });
  const work = createBackgroundWork();

  async function install(request: PageRequest): Promise<PageAnswer> {
    const started = await start(request, now());
    if ('failure' in started) return failed(request, started);
    const answer = answerOf(request, redirectTo(started.url), mayRecord() ? 'ok' : undefined);
    return { ...answer, setCookies: started.setCookies };
  }

  async function redirect(request: PageRequest): Promise<PageAnswer> {
    // Programs that preview links send HEAD. They must not use up a state.
    if (request.isHead) return answerOf(request, nothing(), undefined);
    const end = await finish(request, now());
    return 'grant' in end ? succeeded(request, end.grant) : failed(request, end);
  }

  function succeeded(request: PageRequest, grant: Grant): PageAnswer {
    const { team_id, team_name, enterprise_id, enterprise_name } = grant;
    const where = team_name ?? enterprise_name ?? team_id ?? enterprise_id;
    const shown = results.success({
      title: 'The app is installed',
      message: `You can use it in ${where} now.`,
      team_id,
      team_name,
      enterprise_id,
      enterprise_name,
      open_url: openUrl(apiUrl, grant),
    });
    return { ...answerOf(request, shown, 'ok'), teamId: team_id ?? enterprise_id };
  }

  async function failed(request: PageRequest, end: Failed): Promise<PageAnswer> {
    const { failure, error = failure.code.replace('oauth.', ''), retryAfterMs } = end;
    const shown = results.failure(failure, { error, retry_url: await retryUrl(request, end) });
    const headers =
      retryAfterMs === undefined
        ? shown.headers
        : { ...shown.headers, 'retry-after': `${Math.ceil(retryAfterMs / 1000)}` };
    return answerOf(request, { ...shown, headers }, outcomeOf(end));
  }

  /**
   * Returns the outcome for the record. Failures that anyone can cause count as refusals, of which few are recorded.
   */
  function outcomeOf({ failure, isAdmitted }: Failed): string | undefined {
    if (failure === FAILURES.denied) return mayRecord() ? 'denied' : undefined;
    return isAdmitted && failure.status >= 500 ? failure.code : `refused: ${failure.code}`;
  }

  /** Returns the URL of a further attempt. It keeps the link's context, and expires with the link. */
  async function retryUrl(request: PageRequest, { again }: Failed): Promise<string> {
    if (again === undefined) return '';
    const { redirectUrl, context, team } = again;
    const place = redirectUrl === undefined ? choosePlace(redirectUrls, request.hosts) : placeOf(redirectUrl);
    const token = context && (await contexts.sign(context));
    return installUrl(place.installUrl, { context: token, team });
  }

  function answerOf(request: PageRequest, shown: Shown, outcome: string | undefined): PageAnswer {
    return { ...shown, name: NAMES[request.page], outcome };
  }

  return {
    answer(request) {
      const answering = request.page === 'install' ? install(request) : redirect(request);
      return work.add(
        answering.catch((thrown: unknown) => {
          log.error({ err: thrown }, 'oauth: a page failed');
          return failed(request, { failure: FAILURES.notStored, isAdmitted: true });
        }),
      );
    },
    idle: work.idle,
  };
}
