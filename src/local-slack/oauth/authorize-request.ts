import type { App } from '../model.js';
import { refusal } from '../refusal.js';
import type { Reader } from '../store/transaction.js';
import { findClient } from './client.js';
import { describeScope } from './scope-descriptions.js';

/** The query of `/oauth/v2/authorize`. docs.slack.dev/authentication/installing-with-oauth */
export type AuthorizeQuery = Record<string, string | undefined>;

/** A valid request for an installation. */
export interface AuthorizeRequest {
  app: App;
  bot_scopes: string[];
  user_scopes: string[];
  state: string;
  /** Where the person is sent to. */
  redirect_to: string;
  /** The redirect_uri that was given; absent if the app's first redirect URL is used. */
  redirect_uri?: string;
  code_challenge?: string;
  /** True if the tokens expire: always if the redirect is to a custom scheme. docs.slack.dev/authentication/using-pkce */
  rotates: boolean;
}

/**
 * Checks a request for an installation as Slack does before it shows the consent page.
 *
 * @throws refusal `invalid_client_id`, `bad_redirect_uri`, `no_scopes`, `invalid_scope`, `pkce_not_enabled` or
 * `invalid_code_challenge`
 */
export async function readAuthorizeRequest(db: Reader, query: AuthorizeQuery): Promise<AuthorizeRequest> {
  const app = await findClient(db, query.client_id);
  if (!app) throw refusal('invalid_client_id', 'Invalid client_id parameter. No app has this client id.');
  const bot_scopes = readScopes('bot', query.scope);
  const user_scopes = readScopes('user', query.user_scope);
  const redirect_to = redirectFor(app, query.redirect_uri);
  if (bot_scopes.length + user_scopes.length === 0)
    throw refusal('no_scopes', 'The request asks for no scopes. Give scope, user_scope or both.');
  const code_challenge = readChallenge(app, query);
  if (isDesktop(app, redirect_to) && bot_scopes.length > 0)
    throw refusal('invalid_scope', 'A redirect to an app on a desktop cannot ask for bot scopes.');
  if (isCustom(redirect_to) && code_challenge === undefined)
    throw refusal('bad_redirect_uri', `A redirect to ${redirect_to} needs PKCE. Give code_challenge.`);
  return {
    app,
    bot_scopes,
    user_scopes,
    state: query.state ?? '',
    redirect_to,
    ...(query.redirect_uri && { redirect_uri: query.redirect_uri }),
    ...(code_challenge && { code_challenge }),
    rotates: app.token_rotation || isCustom(redirect_to),
  };
}

/** @throws refusal `invalid_scope` */
function readScopes(kind: 'bot' | 'user', given = ''): string[] {
  const scopes = [...new Set(given.split(/[\s,]+/).filter(Boolean))];
  const unknown = scopes.filter((scope) => describeScope(kind, scope) === undefined);
  if (unknown.length === 0) return scopes;
  const where = kind === 'bot' ? 'scope, which is for the bot' : 'user_scope, which is for people';
  throw refusal('invalid_scope', `Invalid permissions requested in ${where}: ${unknown.join(', ')}.`);
}

/**
 * Where the person is sent to: the given URL, or else the first redirect URL of the app.
 *
 * @throws refusal `bad_redirect_uri`
 */
function redirectFor({ name, redirect_urls }: App, given: string | undefined): string {
  const [first] = redirect_urls;
  if (first === undefined)
    throw refusal(
      'bad_redirect_uri',
      `${name} has no redirect URL. Configure one, in a seed as redirect_urls.`,
    );
  if (!given) return first;
  if (redirect_urls.some((url) => isBelow(given, url))) return given;
  throw refusal(
    'bad_redirect_uri',
    `redirect_uri did not match any configured URIs. Passed URI: ${given}. Configured: ${redirect_urls.join(', ')}.`,
  );
}

/** True if the URI is the URL or below it: the same origin, and a path that begins with the URL's. */
function isBelow(uri: string, url: string): boolean {
  if (!URL.canParse(uri) || !URL.canParse(url)) return false;
  const given = new URL(uri);
  const known = new URL(url);
  const path = known.pathname.replace(/\/$/, '');
  return (
    given.hash === '' &&
    given.protocol === known.protocol &&
    given.host === known.host &&
    (given.pathname === known.pathname || given.pathname === path || given.pathname.startsWith(`${path}/`))
  );
}

/** @throws refusal `pkce_not_enabled` or `invalid_code_challenge` */
function readChallenge(app: App, query: AuthorizeQuery): string | undefined {
  const { code_challenge, code_challenge_method } = query;
  if (!code_challenge) return undefined;
  if (!app.pkce) throw refusal('pkce_not_enabled', `${app.name} has not turned PKCE on.`);
  if (code_challenge_method === 'S256' && /^[\w-]{43}$/.test(code_challenge)) return code_challenge;
  throw refusal(
    'invalid_code_challenge',
    'The code_challenge must be a SHA-256 in URL-safe Base64, and code_challenge_method must be S256.',
  );
}

/** True if the redirect is to a program on the person's machine. docs.slack.dev/authentication/using-pkce */
function isDesktop({ pkce }: App, redirect: string): boolean {
  return isCustom(redirect) || (pkce && new URL(redirect).hostname === 'localhost');
}

function isCustom(redirect: string): boolean {
  return !/^https?:/.test(redirect);
}
