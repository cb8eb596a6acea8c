import type { z } from 'zod';
import type { Json } from '../../base/index.js';
import type { Mistake } from './entry.js';

/** Converts the findings of a schema. All messages are the schema's own, which show no value. */
export function mistakesOf({ issues }: z.ZodError): Mistake[] {
  return issues.map(({ path, message }) => ({ field: path.join('.'), message }));
}

/** Returns the names of fields that have a value and are not among the known ones. */
export function ignoredIn(json: Json, known: readonly string[]): string[] {
  return Object.entries(json)
    .filter(([name, value]) => !known.includes(name) && !isEmpty(value))
    .map(([name]) => name);
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === undefined || value === '';
}
