import pg from 'pg';
import { HavocError } from '../base/index.js';

/**
 * What stands in a URL unencoded where it ends the user and password, as `/` or `#` in the password does, or the words
 * of a connection string that is none: the rest would be taken for a host and shown.
 */
const TORN = /#|^\w+:\/\/[^/?]*\s|^\w+:\/\/[^/?@]*\/[^?]*@/;

/**
 * Finds out before any connection whether a database's URL can be one, and whether the files that it names can be read.
 *
 * @throws HavocError `db.bad_url` (invalid_argument), which holds nothing of the URL but a path
 */
export function checkUrl(url: string): void {
  if (TORN.test(url.trim())) throw badUrl(NO_URL);
  try {
    new pg.Client({ connectionString: url });
  } catch (cause) {
    throw badUrl(isReadFailure(cause) ? unreadable(cause) : NO_URL);
  }
}

const NO_URL =
  'is no URL as in postgresql://user:password@host:5432/database: percent-encode what is special in its user and ' +
  'password, as %2F for / and %23 for #';

/** A failed system call is that of a file; whatever else fails is the URL itself. */
function isReadFailure(cause: unknown): cause is NodeJS.ErrnoException {
  return typeof cause === 'object' && cause !== null && 'syscall' in cause;
}

function unreadable({ message }: NodeJS.ErrnoException): string {
  return (
    `names a file for TLS that cannot be read (${message}): put a PEM file there that havoc may read, or correct ` +
    'sslrootcert, sslcert or sslkey'
  );
}

/** Without its cause, which may hold the URL. */
function badUrl(mistake: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'db.bad_url',
    message: `DATABASE_URL or DATABASE_DIRECT_URL ${mistake}.`,
  });
}
