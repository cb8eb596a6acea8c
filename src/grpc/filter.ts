import { HavocError } from '../base/index.js';

/** What PostgreSQL's times and ISO's four digits for a year have in common. */
const FIRST = new Date('0001-01-01T00:00:00Z');
const LAST = new Date('9999-12-31T00:00:00Z');

/**
 * A text to look for; undefined where it is empty, which asks for nothing.
 *
 * @throws HavocError (invalid_argument) `grpc.bad_filter` for a NUL, which nothing that is stored contains
 */
export function textOf(value: string | undefined, field: string): string | undefined {
  if (value?.includes('\0'))
    throw bad(`${field} has a NUL in it, and nothing that is stored has. Leave it out.`);
  return value || undefined;
}

/**
 * A time to look before. One that lies beyond all that is stored is the nearest that PostgreSQL takes.
 *
 * @throws HavocError (invalid_argument) `grpc.bad_filter` for what is no time
 */
export function timeOf(value: Date | undefined, field: string): Date | undefined {
  if (value === undefined) return undefined;
  if (Number.isNaN(value.getTime()))
    throw bad(`${field} is no time, or too far away. Give a date of this era.`);
  if (value < FIRST) return FIRST;
  return value > LAST ? LAST : value;
}

function bad(message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'grpc.bad_filter', message });
}
