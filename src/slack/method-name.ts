import { HavocError } from '../base/index.js';

/**
 * Lets through only what can be a Web API method's name, since it becomes part of an address.
 *
 * @throws HavocError `slack.bad_method` (invalid_argument)
 */
export function checkMethodName(method: string): void {
  if (method.length <= 100 && /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+$/.test(method)) return;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'slack.bad_method',
    message: 'That is not the name of a Web API method, as in chat.postMessage.',
  });
}
