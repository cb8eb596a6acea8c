import { HavocError, type Json } from '../base/index.js';

/**
 * A method's arguments as WebClient puts them into a form. WebClient would do the same, but it fails on half a
 * surrogate pair, which becomes U+FFFD here, and what it says of a value that it cannot write names no argument.
 *
 * @throws HavocError `slack.bad_arguments` (invalid_argument)
 */
export function toForm(method: string, args: Json): Json {
  const entries = Object.entries(args).map(([key, value]): [string, unknown] => [
    key.toWellFormed(),
    typeof value === 'string' ? value.toWellFormed() : toField(method, key, value),
  ]);
  return Object.fromEntries(entries);
}

function toField(method: string, key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'slack.bad_arguments',
      message: `${method} was not sent: ${key} cannot be written as JSON${cause instanceof RangeError ? ', since it is nested too deep' : ''}.`,
      fields: { method, key },
      cause,
    });
  }
}
