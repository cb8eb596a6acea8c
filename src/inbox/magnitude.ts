/**
 * Returns the order of magnitude of a number of rows. As part of a statement's name, it makes PostgreSQL plan
 * the statement once for each order of magnitude. Planning costs more than a small statement does, but the
 * best plan for an empty table is far too slow for a full one.
 */
export function magnitudeOf(rows: number): number {
  return Math.ceil(Math.log10(rows + 1));
}
