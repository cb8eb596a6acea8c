import { HavocError } from '../base/index.js';

/**
 * Checks that a text can be the name of a Web API method. The name becomes part of a URL, so nothing else may pass.
 *
 * @throws HavocError `slack.bad_method` (invalid_argument)
 */
export function checkMethodName(method: string): void {
  if (method.length <= 100 && /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+$/.test(method)) return;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'slack.bad_method',
    message: 'The method is not the name of a Web API method. Use a name such as chat.postMessage.',
  });
}
