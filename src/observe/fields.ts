import { asObject, isObject, type Json } from '../base/index.js';

/** The member if it is an object, otherwise an empty object. */
export function objectAt(holder: Json, key: string): Json {
  return asObject(holder[key]);
}

/** The objects in the member if it is a list, otherwise none. */
export function objectsAt(holder: Json, key: string): Json[] {
  const list = holder[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The member as a text, which may be empty. */
export function textAt(holder: Json, key: string): string | undefined {
  const value = holder[key];
  return typeof value === 'string' ? value : undefined;
}

/** The first of the members that is a non-empty text. */
export function filledAt(holder: Json, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = holder[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

export function flagAt(holder: Json, key: string): boolean | undefined {
  const value = holder[key];
  return typeof value === 'boolean' ? value : undefined;
}

/** The member as a whole number within the range of PostgreSQL's type integer. */
export function integerAt(holder: Json, key: string): number | undefined {
  const value = holder[key];
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31
    ? value
    : undefined;
}

/** Converts Slack's `ts`, which is seconds with a fraction, to a time. */
export function timeOf(ts: string | undefined): Date | undefined {
  const seconds = Number(ts);
  return ts !== undefined && Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : undefined;
}
