/**
 * Whether PostgreSQL refused the rows themselves (SQLSTATE classes 22, 23 and 54), so that the same rows fail
 * again with every try. Whatever else a query fails with may pass.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isDataFault(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^(?:22|23|54)...$/.test(code);
}
