/**
 * Whether PostgreSQL refused the rows themselves (SQLSTATE classes 22, 23 and 54), so that the same rows fail
 * again with every try. Whatever else a query fails with may pass.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isDataFault(thrown: unknown): boolean {
  return /^(?:22|23|54)...$/.test(sqlStateOf(thrown) ?? '');
}

/** An error of pg's has it as its code; one of Prisma's keeps it inside what its adapter threw. */
function sqlStateOf(thrown: unknown): string | undefined {
  const path = ['meta', 'driverAdapterError', 'cause', 'originalCode'];
  const inside = path.reduce<unknown>((holder, key) => read(holder, key), thrown);
  const code = inside ?? read(thrown, 'code');
  return typeof code === 'string' ? code : undefined;
}

function read(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
}
