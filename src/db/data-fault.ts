/**
 * True if PostgreSQL refused the rows themselves (SQLSTATE classes 22, 23 and 54). The same rows then fail on every
 * attempt. Any other failure of a query may be temporary.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isDataFault(thrown: unknown): boolean {
  return /^(?:22|23|54)...$/.test(sqlStateOf(thrown) ?? '');
}

/** Finds the SQLSTATE of an error. pg's error has it as its code. Prisma's error has it in the adapter's error. */
function sqlStateOf(thrown: unknown): string | undefined {
  const path = ['meta', 'driverAdapterError', 'cause', 'originalCode'];
  const inside = path.reduce<unknown>((holder, key) => read(holder, key), thrown);
  const code = inside ?? read(thrown, 'code');
  return typeof code === 'string' ? code : undefined;
}

function read(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
}
