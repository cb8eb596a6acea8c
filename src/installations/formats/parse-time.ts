/** The smallest number that is read as milliseconds. As seconds, it would be after the year 5000. */
const LEAST_MS = 1e11;
/** A date, and after it perhaps a time, a fraction of a second, and an offset. */
const CALENDAR = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Parses a time: seconds or milliseconds since 1970, as a number or as text, or a date and time such as
 * `2024-01-01T10:00:00Z` or `2024-01-01 10:00:00.123+00`. A time without an offset is UTC, as in the tables of Bolt for
 * Python. Returns undefined for anything else.
 */
export function parseTime(value: string | number): Date | undefined {
  if (typeof value === 'number') return validDate(value < LEAST_MS ? value * 1000 : value);
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return parseTime(Number(text));
  const [, date = '', minutes = '00:00', seconds = ':00', fraction = '', offset = 'Z'] =
    CALENDAR.exec(text) ?? [];
  if (date === '' || !isOnCalendar(date)) return undefined;
  return validDate(Date.parse(`${date}T${minutes}${seconds}${fraction.slice(0, 4)}${isoOffset(offset)}`));
}

function validDate(ms: number): Date | undefined {
  const at = new Date(Math.round(ms));
  return Number.isNaN(at.getTime()) || at.getTime() < 0 ? undefined : at;
}

/** False for a date such as 2024-02-30, which Date.parse reads as a day of March. */
function isOnCalendar(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/** Writes an offset as ISO 8601 does: PostgreSQL shortens `+00:00` to `+00`. */
function isoOffset(offset: string): string {
  if (/^(Z|UTC)$/i.test(offset)) return 'Z';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
