import { HavocError } from '../base/index.js';

/** The range of times that both PostgreSQL and an ISO year of four digits can express. */
const FIRST = new Date('0001-01-01T00:00:00Z');
const LAST = new Date('9999-12-31T00:00:00Z');

/**
 * Returns a text to filter by, or undefined if it is empty. An empty text matches everything.
 *
 * @throws HavocError (invalid_argument) `grpc.bad_filter` if it contains a NUL character, which no stored text contains
 */
export function textOf(value: string | undefined, field: string): string | undefined {
  if (value?.includes('\0'))
    throw bad(`${field} contains a NUL character. No stored text contains one. Remove the character.`);
  return value || undefined;
}

/**
 * Returns a time to filter by. A time outside the range becomes the nearest one that PostgreSQL accepts.
 *
 * @throws HavocError (invalid_argument) `grpc.bad_filter` if it is not a valid time
 */
export function timeOf(value: Date | undefined, field: string): Date | undefined {
  if (value === undefined) return undefined;
  if (Number.isNaN(value.getTime()))
    throw bad(`${field} is not a valid time, or is out of range. Use a year from 1 to 9999.`);
  if (value < FIRST) return FIRST;
  return value > LAST ? LAST : value;
}

function bad(message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'grpc.bad_filter', message });
}
