import { parseForm } from './body.js';

/**
 * True if a form is Slack's check of the certificate: `ssl_check=1` and at most a `token`. Slack does not sign this
 * check. A form with any other field is not this check, and needs a signature.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 * @see https://github.com/slackapi/bolt-js/issues/1397
 * @see https://github.com/slackapi/bolt-js/issues/2897
 */
export function isSslCheck(form: ReadonlyMap<string, string>): boolean {
  return form.get('ssl_check') === '1' && form.size === (form.has('token') ? 2 : 1);
}

/** True if the text of a form or a query string is Slack's check of the certificate. False if it is not well-formed. */
export function isSslCheckText(text: string): boolean {
  try {
    return isSslCheck(parseForm(text));
  } catch {
    return false;
  }
}
