import { isPassing } from '../../slack/index.js';

/** Why an installation was not finished. Nothing is stored then. */
export interface Failure {
  /** The HTTP status. */
  status: number;
  /** A stable code for programs and people who run havoc. */
  code: string;
  title: string;
  /** A text for the person who installs the app. */
  message: string;
}

const NOT_FINISHED = 'The app was not installed';

/** The failures that havoc itself detects. */
export const FAILURES = {
  denied: {
    status: 403,
    code: 'oauth.denied',
    title: 'You did not allow the app',
    message: 'Nothing was installed, and the app has no access. If you change your mind, start again.',
  },
  badRequest: {
    status: 400,
    code: 'oauth.bad_request',
    title: 'This link is not complete',
    message:
      'The address of this page is not valid. A part of it is wrong or occurs twice. Open the link that the app gave you again.',
  },
  wrongContext: {
    status: 400,
    code: 'oauth.wrong_context',
    title: 'This link is not right',
    message: 'The link was changed, or it is not from this app. Open the link that the app gave you again.',
  },
  expiredContext: {
    status: 410,
    code: 'oauth.expired_context',
    title: 'This link is too old',
    message: 'The link has expired. Ask the app for a new link.',
  },
  wrongState: {
    status: 400,
    code: 'oauth.wrong_state',
    title: NOT_FINISHED,
    message:
      'This page belongs to no installation that began here. Start from the link that the app gave you.',
  },
  expiredState: {
    status: 400,
    code: 'oauth.expired_state',
    title: 'That took too long',
    message: 'The installation was not finished in time. Start again from the link that the app gave you.',
  },
  otherBrowser: {
    status: 403,
    code: 'oauth.other_browser',
    title: NOT_FINISHED,
    message:
      'This installation began in another browser, or this browser refuses cookies. Allow cookies for this page, and start again from the link that the app gave you.',
  },
  usedState: {
    status: 409,
    code: 'oauth.used_state',
    title: 'This page was used already',
    message:
      'Each installation can be finished once. Check in Slack whether the app is there; if it is not, start again.',
  },
  missingCode: {
    status: 400,
    code: 'oauth.missing_code',
    title: NOT_FINISHED,
    message: 'Slack sent no code. Start again.',
  },
  busy: {
    status: 429,
    code: 'oauth.busy',
    title: 'Too many people install the app',
    message: 'There are too many installations at the moment. Wait a minute, then try again.',
  },
  slackAway: {
    status: 503,
    code: 'oauth.slack_away',
    title: 'Slack does not answer',
    message:
      'The installation could not be finished, because Slack does not answer at the moment. Try again in a minute.',
  },
  slackBusy: {
    status: 503,
    code: 'oauth.slack_busy',
    title: 'Slack is busy',
    message:
      'The installation could not be finished, because Slack is too busy at the moment. Wait a minute, then try again.',
  },
  otherApp: {
    status: 500,
    code: 'oauth.other_app',
    title: NOT_FINISHED,
    message:
      'Slack installed another app than this one. Ask the people who run the app to check its client id.',
  },
  badAnswer: {
    status: 502,
    code: 'oauth.bad_answer',
    title: NOT_FINISHED,
    message: 'Slack granted no access to the app. Try again, and allow the scopes that the app needs.',
  },
  notStored: {
    status: 503,
    code: 'oauth.not_stored',
    title: NOT_FINISHED,
    message:
      'The installation could not be stored. Try again in a minute. If that does not help, ask the people who run the app.',
  },
} as const satisfies Record<string, Failure>;

const BY_ERROR: Readonly<Record<string, Failure>> = {
  access_denied: FAILURES.denied,
  invalid_code: {
    status: 400,
    code: 'oauth.invalid_code',
    title: NOT_FINISHED,
    message: 'Slack does not accept the code: it is too old, or was changed. Start again.',
  },
  code_already_used: {
    status: 409,
    code: 'oauth.used_code',
    title: 'This page was used already',
    message:
      'Slack accepts each code once. Check in Slack whether the app is there; if it is not, start again.',
  },
  bad_redirect_uri: {
    status: 500,
    code: 'oauth.bad_redirect_uri',
    title: NOT_FINISHED,
    message:
      'Slack does not know the address of this page. Ask the people who run the app to add it to the redirect URLs in the settings of their Slack app.',
  },
  bad_client_secret: {
    status: 500,
    code: 'oauth.bad_client_secret',
    title: NOT_FINISHED,
    message:
      'Slack does not accept the client secret of the app. Ask the people who run the app to check it.',
  },
  invalid_client_id: {
    status: 500,
    code: 'oauth.invalid_client_id',
    title: NOT_FINISHED,
    message: 'Slack does not know the client id of the app. Ask the people who run the app to check it.',
  },
  cannot_install_an_org_installed_app: {
    status: 409,
    code: 'oauth.org_installed',
    title: 'The app is there already',
    message:
      'The app is installed for the whole organisation. Ask an administrator of the organisation to add this workspace.',
  },
  invalid_team_for_non_distributed_app: {
    status: 403,
    code: 'oauth.not_distributed',
    title: NOT_FINISHED,
    message:
      'The app can be installed only in its own workspace. Ask the people who run the app to activate its distribution.',
  },
  invalid_scope: {
    status: 500,
    code: 'oauth.invalid_scope',
    title: NOT_FINISHED,
    message:
      'The app asks for a scope that Slack does not know, or does not allow here. Ask the people who run the app to check its scopes.',
  },
};

/** Any other refusal by Slack. */
const REFUSED: Failure = {
  status: 502,
  code: 'oauth.refused',
  title: NOT_FINISHED,
  message:
    'Slack refused the installation. Try again. If that does not help, ask the people who run the app.',
};

/**
 * Returns the failure for an error from Slack: from oauth.v2.access, or in the URL to which Slack sends the browser.
 *
 * @see https://docs.slack.dev/reference/methods/oauth.v2.access
 */
export function failureOf(slackError: string): Failure {
  if (Object.hasOwn(BY_ERROR, slackError)) return BY_ERROR[slackError] ?? REFUSED;
  if (slackError === 'ratelimited') return FAILURES.slackBusy;
  return isPassing(slackError) ? FAILURES.slackAway : REFUSED;
}
