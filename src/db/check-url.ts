import pg from 'pg';
import { HavocError, isTornUrl } from '../base/index.js';

/**
 * Checks the URL of a database before any connection: whether it is well-formed, and whether the files that it names
 * can be read.
 *
 * @throws HavocError `db.bad_url` (invalid_argument). Its message contains no part of the URL except a file path.
 */
export function checkUrl(url: string): void {
  if (isTornUrl(url.trim())) throw badUrl(NO_URL);
  try {
    new pg.Client({ connectionString: url });
  } catch (cause) {
    throw badUrl(isReadFailure(cause) ? unreadable(cause) : NO_URL);
  }
}

const NO_URL =
  'is not a URL such as postgresql://user:password@host:5432/database. Percent-encode special characters in the user ' +
  'and password, such as %2F for / and %23 for #';

/** True if a system call failed, which means that a file could not be read. Any other error is about the URL itself. */
function isReadFailure(cause: unknown): cause is NodeJS.ErrnoException {
  return typeof cause === 'object' && cause !== null && 'syscall' in cause;
}

function unreadable({ message }: NodeJS.ErrnoException): string {
  return (
    `names a file for TLS that cannot be read (${message}). Put a PEM file there that havoc can read, or correct ` +
    'sslrootcert, sslcert or sslkey'
  );
}

/** Makes the error without a cause, since the cause may contain the URL. */
function badUrl(mistake: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'db.bad_url',
    message: `DATABASE_URL or DATABASE_DIRECT_URL ${mistake}.`,
  });
}
