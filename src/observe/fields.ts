import { asObject, isObject, type Json } from '../base/index.js';

/** The member as an object; an empty one where it is none. */
export function objectAt(holder: Json, key: string): Json {
  return asObject(holder[key]);
}

/** The objects of a list. */
export function objectsAt(holder: Json, key: string): Json[] {
  const list = holder[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The member as a text; Slack's empty text is a text. */
export function textAt(holder: Json, key: string): string | undefined {
  const value = holder[key];
  return typeof value === 'string' ? value : undefined;
}

/** The first member that is a text with anything in it. */
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

/** The member as a whole number that PostgreSQL's integer holds. */
export function integerAt(holder: Json, key: string): number | undefined {
  const value = holder[key];
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31
    ? value
    : undefined;
}

/** A `ts` of Slack's, seconds with a fraction, as a time. */
export function timeOf(ts: string | undefined): Date | undefined {
  const seconds = Number(ts);
  return ts !== undefined && Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : undefined;
}
