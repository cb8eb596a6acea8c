import type { Json } from '../model.js';
import { refusal } from '../refusal.js';

/** The arguments of a call. They are read as in Slack: form fields and JSON are equivalent. */
export interface Args {
  /** All arguments as sent, except for the token. */
  all: Json;
  /** The argument as a string; undefined if it is absent. Objects and arrays are returned as JSON. */
  find(name: string): string | undefined;
  /** @throws refusal `invalid_arguments` if it is absent or empty */
  get(name: string): string;
  /** @throws refusal `invalid_arguments` if it is not a number */
  findNumber(name: string): number | undefined;
  flag(name: string): boolean;
  /** A list of ids, separated by commas or in a JSON array. Empty if absent. */
  ids(name: string): string[];
  /** A JSON value, or a string that contains JSON. @throws refusal `error` if the string is not JSON */
  findJson(name: string, error?: string): unknown;
}

export function createArgs(all: Json): Args {
  const find = (name: string) => {
    const value = all[name];
    return value === undefined || value === null
      ? undefined
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  };
  return {
    all,
    find,
    get: (name) => {
      const value = find(name);
      if (value) return value;
      throw badArgument(`missing required field: ${name}`);
    },
    findNumber: (name) => {
      const value = find(name);
      if (value === undefined || value === '') return undefined;
      const number = Number(value);
      if (Number.isNaN(number)) throw badArgument(`must be a number [json-pointer:/${name}]`);
      return number;
    },
    flag: (name) => ['true', '1'].includes(find(name) ?? ''),
    ids: (name) => {
      const value = all[name];
      if (Array.isArray(value)) return value.map(String);
      const text = find(name) ?? '';
      const list: unknown = text.startsWith('[')
        ? parseJson(text, 'invalid_arguments', name)
        : text.split(',');
      return Array.isArray(list) ? list.map((one) => String(one).trim()).filter(Boolean) : [];
    },
    findJson: (name, error = 'invalid_arguments') => {
      const value = all[name];
      if (value === null || value === '') return undefined;
      return typeof value === 'string' ? parseJson(value, error, name) : value;
    },
  };
}

/** The refusal for an argument that is missing or has the wrong type. */
export function badArgument(message: string) {
  return refusal('invalid_arguments', `An argument is invalid: ${message}`, [`[ERROR] ${message}`]);
}

function parseJson(text: string, error: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(error, `The argument '${name}' is not JSON.`, [`[ERROR] ${name} is not JSON`]);
  }
}
