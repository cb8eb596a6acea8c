import type { Subscriptions } from './subscriptions.js';

/** How people install the app. */
export interface InstallOptions {
  /**
   * True if they install it with OAuth. Redirect URLs, token rotation and listeners for installations imply it.
   */
  oauth?: boolean;
  /** Default: the one at the URL at which Slack reaches havoc. */
  redirectUrls?: readonly string[];
  /** Scopes of the bot that people may leave out. */
  optionalScopes?: readonly string[];
  tokenRotation?: boolean;
  /** True if the app can be installed in a whole organisation. */
  orgWide?: boolean;
}

/** The parts of the manifest that OAuth needs, with the events that report the end of an installation to havoc. */
export interface Installing {
  usesOAuth: boolean;
  redirectUrls: string[];
  /** Events that havoc itself needs. The app need not listen to them. */
  events: string[];
}

/** @see https://docs.slack.dev/reference/events/app_uninstalled */
const ENDINGS = ['app_uninstalled', 'tokens_revoked'];
/** @see https://docs.slack.dev/reference/events/team_access_granted */
const ACCESS = ['team_access_granted', 'team_access_revoked'];

export function installingOf(
  { installations }: Pick<Subscriptions, 'installations'>,
  { url, oauth = false, tokenRotation = false, orgWide = false, ...given }: InstallOptions & { url?: string },
): Installing {
  const { redirectUrls = [] } = given;
  const usesOAuth = oauth || tokenRotation || installations || redirectUrls.length > 0;
  const ownUrls = usesOAuth && url !== undefined ? [`${url}/slack/oauth_redirect`] : [];
  return {
    usesOAuth,
    redirectUrls: redirectUrls.length > 0 ? [...new Set(redirectUrls)] : ownUrls,
    events: [...(usesOAuth ? ENDINGS : []), ...(orgWide ? ACCESS : [])],
  };
}

/** Returns notes: the variables that havoc needs beside the manifest, and what cannot be undone at Slack. */
export function installNotes(
  { usesOAuth, redirectUrls }: Installing,
  { scopes, tokenRotation = false }: { scopes: readonly string[]; tokenRotation?: boolean },
): string[] {
  if (!usesOAuth) return [];
  const variables = `SLACK_SCOPES=${scopes.join(',')} and HAVOC_OAUTH_REDIRECT_URLS=${redirectUrls.join(',')}`;
  const forHavoc =
    redirectUrls.length === 0
      ? 'People install the app at a public URL of havoc, and the manifest has none. Give it with --redirect-url, such as https://slack.example.com/slack/oauth_redirect.'
      : `So that havoc asks for the same when people install the app, set ${variables}.`;
  // https://docs.slack.dev/authentication/using-token-rotation
  const once = 'Slack does not let you turn token rotation off again.';
  return [forHavoc, ...(tokenRotation ? [once] : [])];
}
