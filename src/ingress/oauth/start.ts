import { authorizeUrl } from './authorize-url.js';
import { newBrowser, setCookiesOf } from './browser.js';
import { FAILURES, type Failure } from './failures.js';
import { isTeam } from './install-link.js';
import type { LinkContexts, ReadContext } from './link-context.js';
import type { PageRequest } from './page-request.js';
import { parametersOf } from './parameters.js';
import { choosePlace } from './redirect-urls.js';
import type { States } from './state.js';

export interface StartOptions {
  states: States;
  contexts: LinkContexts;
  /** SLACK_API_URL. */
  apiUrl: string;
  clientId: string;
  scopes: readonly string[];
  userScopes: readonly string[];
  redirectUrls: readonly [string, ...string[]];
  hasPkce: boolean;
  stateMs: number;
}

/** Where the browser goes, and the headers `Set-Cookie` that it gets. */
export type Started = { url: string; setCookies: string[] } | { failure: Failure };

/** Starts an installation. Stores nothing. */
export type StartInstallation = (request: PageRequest, now: Date) => Promise<Started>;

export function createStart(options: StartOptions): StartInstallation {
  const { states, contexts, redirectUrls, hasPkce, stateMs, ...authorization } = options;

  return async function start({ query, cookies, hosts }, now) {
    const given = parametersOf(query, ['context', 'team']);
    if (given === undefined) return { failure: FAILURES.badRequest };
    const team = given.team || undefined;
    if (team !== undefined && !isTeam(team)) return { failure: FAILURES.badRequest };
    const link = given.context === undefined ? undefined : await contexts.read(given.context, now);
    if (link && link.verdict !== 'valid') return { failure: failureOfLink(link) };
    const place = choosePlace(redirectUrls, hosts);
    const browser = newBrowser();
    const { redirectUrl } = place;
    const {
      token: state,
      id: stateId,
      verifier,
    } = await states.sign({ redirectUrl, browser: browser.hash, team, context: link?.context, hasPkce }, now);
    return {
      url: authorizeUrl({ ...authorization, redirectUrl, state, team, verifier }),
      setCookies: setCookiesOf({ stateId, browser, lifetimeMs: stateMs }, cookies, place),
    };
  };
}

function failureOfLink({ verdict }: ReadContext): Failure {
  return verdict === 'expired' ? FAILURES.expiredContext : FAILURES.wrongContext;
}
