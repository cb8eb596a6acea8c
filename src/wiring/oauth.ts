import { oauthOf } from '../config.js';
import {
  type CreateInstallLink,
  createInstallLink,
  createOAuthPages,
  type OAuthPages,
} from '../ingress/index.js';
import type { Parts } from './parts.js';
import type { SlackParts } from './slack.js';

/** The pages and links with which people install the app. */
export interface OAuth {
  pages: OAuthPages;
  createLink: CreateInstallLink;
}

/** Creates the pages with which people install the app, if OAuth is configured. */
export function createOAuth(
  { config, log, vault }: Parts,
  { installations, callForTokens }: Pick<SlackParts, 'installations' | 'callForTokens'>,
): OAuth | undefined {
  const oauth = oauthOf(config);
  if (oauth === undefined) return undefined;
  const { redirectUrls } = oauth;
  const pages = createOAuthPages({
    ...oauth,
    vault,
    apiUrl: config.SLACK_API_URL,
    hasPkce: config.HAVOC_OAUTH_PKCE === 'true',
    stateMs: config.HAVOC_OAUTH_STATE_MS,
    contextSecret: config.HAVOC_OAUTH_CONTEXT_SECRET,
    successUrl: config.HAVOC_OAUTH_SUCCESS_URL,
    failureUrl: config.HAVOC_OAUTH_FAILURE_URL,
    successPage: config.HAVOC_OAUTH_SUCCESS_PAGE,
    failurePage: config.HAVOC_OAUTH_FAILURE_PAGE,
    call: callForTokens,
    useStateOnce: installations.useStateOnce,
    install: installations.install,
    expectedAppId: () => appIdOf(config.SLACK_APP_TOKEN) ?? installations.appId(),
    log,
  });
  return { pages, createLink: createInstallLink({ vault, redirectUrls }) };
}

/** Returns the id of the app in an app-level token: `xapp-1-A…-…`. */
function appIdOf(appToken: string | undefined): string | undefined {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken ?? '')?.[1];
}
