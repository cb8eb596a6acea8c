import { createHash } from 'node:crypto';

/** The parameters of Slack's page on which a person allows the app. */
export interface Authorization {
  /** SLACK_API_URL. The page is on the same origin. */
  apiUrl: string;
  clientId: string;
  scopes: readonly string[];
  userScopes: readonly string[];
  redirectUrl: string;
  state: string;
  team?: string;
  /** The `code_verifier` of PKCE, a secret. Only its hash is in the URL. */
  verifier?: string;
}

/**
 * Returns the URL of the page on which a person allows the app.
 *
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 * @see https://docs.slack.dev/authentication/using-pkce
 */
export function authorizeUrl(of: Authorization): string {
  const url = new URL('/oauth/v2/authorize', of.apiUrl);
  url.search = new URLSearchParams({
    client_id: of.clientId,
    scope: of.scopes.join(','),
    user_scope: of.userScopes.join(','),
    redirect_uri: of.redirectUrl,
    state: of.state,
    ...(of.team !== undefined && { team: of.team }),
    ...(of.verifier !== undefined && {
      code_challenge: createHash('sha256').update(of.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }),
  }).toString();
  return url.href;
}

/** Returns the URL that opens the app in Slack. @see https://docs.slack.dev/interactivity/deep-linking */
export function openUrl(apiUrl: string, app: { app_id?: string; team_id?: string }): string {
  const url = new URL('/app_redirect', apiUrl);
  if (app.app_id !== undefined) url.searchParams.set('app', app.app_id);
  if (app.team_id !== undefined) url.searchParams.set('team', app.team_id);
  return url.href;
}
