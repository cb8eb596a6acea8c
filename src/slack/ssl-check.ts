import { parseForm } from './body.js';

/**
 * Tells whether a form is Slack's check of the certificate and nothing more: `ssl_check=1`, and beside it at most
 * `token`. Slack does not sign this check, so a form with any other field must prove where it comes from.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 * @see https://github.com/slackapi/bolt-js/issues/1397
 * @see https://github.com/slackapi/bolt-js/issues/2897
 */
export function isSslCheck(form: ReadonlyMap<string, string>): boolean {
  return form.get('ssl_check') === '1' && form.size === (form.has('token') ? 2 : 1);
}

/** The same for the text of a form or of a query. Text that is not well-formed is no check. */
export function isSslCheckText(text: string): boolean {
  try {
    return isSslCheck(parseForm(text));
  } catch {
    return false;
  }
}
