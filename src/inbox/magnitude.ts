/**
 * Part of a statement's name, so that it is planned once for each order of magnitude of the rows that it works on:
 * planning costs more than a small statement, but what is best for an empty table is ruin for a full one.
 */
export function magnitudeOf(rows: number): number {
  return Math.ceil(Math.log10(rows + 1));
}
