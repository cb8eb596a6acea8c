import { HavocError, type Json } from '../base/index.js';

/**
 * Converts the arguments of a method to form fields, as WebClient does. It differs from WebClient in two ways. A lone
 * surrogate becomes U+FFFD, while WebClient fails. The error for a value that cannot be written names the argument.
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
      message: `${method} was not sent: the argument ${key} cannot be written as JSON${cause instanceof RangeError ? ', since it is nested too deep' : ''}.`,
      fields: { method, key },
      cause,
    });
  }
}
