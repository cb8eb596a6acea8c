import { HavocError, type Json } from '../base/index.js';
import { toJson } from './to-json.js';

/**
 * Converts a method's arguments to JSON values and bytes, so that Slack receives the same as from WebClient. Null and
 * functions are left out. `toJSON` is called. An object whose JSON is neither an object nor a list, such as a Date, is
 * sent as the text of its JSON.
 *
 * @param takesBytes true for an argument that may be a Buffer
 * @throws HavocError `client.bad_arguments` and `client.no_json` (invalid_argument)
 */
export function toArguments(
  method: string,
  args: unknown,
  takesBytes: (key: string) => boolean = () => false,
): Json {
  if (args === undefined || args === null) return {};
  if (typeof args !== 'object') throw noObject(method, args);
  const given: Json = {};
  const withBytes = Object.values(args).some((value) => Buffer.isBuffer(value));
  for (const [key, value] of Object.entries(args)) {
    if (Buffer.isBuffer(value) && !takesBytes(key)) throw noBytes(method, key);
    const argument = toArgument(value, { method, key, withBytes });
    // WebClient does not send an argument of this name.
    if (argument !== undefined && key !== '__proto__') given[key] = argument;
  }
  return given;
}

function toArgument(
  value: unknown,
  { method, key, withBytes }: { method: string; key: string; withBytes: boolean },
): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'boolean' || value instanceof Uint8Array) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : notANumber(value, withBytes);
  const text = toJson(value, { name: method, key });
  if (text === undefined) return undefined;
  const parsed: unknown = JSON.parse(text);
  // The JSON of a Date, for example, is a string. WebClient's form contains it with its quotes.
  return typeof parsed === 'object' && parsed !== null ? parsed : text;
}

function noObject(method: string, args: unknown): HavocError {
  return bad(method, `takes an object with arguments, not a ${typeof args}`);
}

function noBytes(method: string, key: string): HavocError {
  return bad(method, `has no argument ${key} that takes bytes. Upload files with slack.files.upload`);
}

function bad(method: string, why: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_arguments',
    message: `${method} was not sent: it ${why}.`,
    fields: { method },
  });
}

/** WebClient writes NaN and infinite numbers as an empty text, or by name if the request carries bytes. */
function notANumber(value: number, withBytes: boolean): string {
  return withBytes ? String(value) : '';
}
