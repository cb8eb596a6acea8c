import { HavocError } from '../../../base/index.js';

/** The properties that errors of pg, of PostgreSQL and of the network have. */
interface Failure {
  name?: string;
  message?: string;
  code?: unknown;
  /** Only errors that PostgreSQL itself reports have one. */
  severity?: unknown;
  /** A host name with several addresses makes an AggregateError without a message. */
  errors?: Failure[];
}

/**
 * True if the connection broke or could not be made, so that another one may succeed.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isConnectionFailure(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || thrown instanceof HavocError) return false;
  const { name, severity, code }: Failure = thrown;
  if (severity === undefined) return name === 'Error' || name === 'AggregateError';
  return /^(08|57P)/.test(String(code));
}

/** Converts a failed connection, or a lack of disk or memory, to `local_slack.database_unavailable`. */
export function toStoreError(thrown: unknown): unknown {
  // Classes 28 and 3D: PostgreSQL does not accept the user, or has no such database. Class 53: it lacks resources.
  const isUnavailable = isConnectionFailure(thrown) || /^(28|3D|53)/.test(sqlStateOf(thrown));
  return isUnavailable ? unavailable(thrown) : thrown;
}

/** The SQLSTATE of an error that PostgreSQL reported; otherwise empty. */
export function sqlStateOf(thrown: unknown): string {
  const { code, severity }: Failure = typeof thrown === 'object' && thrown !== null ? thrown : {};
  return severity === undefined ? '' : String(code);
}

function unavailable(cause: unknown): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'local_slack.database_unavailable',
    message:
      `The database of the local Slack is not available (${reasonOf(cause)}). Check that PostgreSQL is running and has ` +
      'free disk space, and that the URL of the database has the right host, port, user, password and database.',
    cause,
  });
}

/** Makes the error without a cause, since the cause may contain the URL and so the password. */
export function badUrl(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'local_slack.bad_database_url',
    message:
      "The URL of the local Slack's database is not one that PostgreSQL's clients can read, or names a TLS file that " +
      'cannot be read. Write postgresql://user:password@host:5432/database. Percent-encode special characters in the ' +
      'user and password, such as %2F for / and %23 for #.',
  });
}

export function badEncoding(encoding: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.bad_encoding',
    message:
      `The database of the local Slack is encoded in ${encoding}, which cannot hold all text of a world. Create a ` +
      "database with ENCODING 'UTF8' TEMPLATE template0, and use its URL.",
  });
}

/** @param owner what is known about the process that has the world, such as `havoc local Slack 17@host` */
export function inUse(owner: string, cause?: unknown): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.database_in_use',
    message:
      `Another process has the local Slack's world in this database open (${owner}). Only one process at a time can ` +
      'use a world. Stop the other one, or use a different database.',
    cause,
  });
}

export function takenOver(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.database_in_use',
    message:
      "Another process has opened the local Slack's world while this process had no connection to the database. This " +
      'process no longer writes to it. Stop the other one, and start this one again.',
  });
}

export function newerDatabase(newest: { number: number; name: string }, known: number): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.newer_database',
    message:
      `A newer version of havoc has changed the local Slack's tables in this database (migration ${newest.number}, ` +
      `"${newest.name}"; this version knows ${known}). Use that version or a newer one, or a different database.`,
  });
}

export function migrationFailed(cause: unknown): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.migration_failed',
    message:
      `PostgreSQL does not let the local Slack create or change its tables (${reasonOf(cause)}). Make sure that the ` +
      'role in the URL owns the schema local_slack or may create it (GRANT CREATE ON DATABASE).',
    cause,
  });
}

export function closed(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.store_closed',
    message: 'The local Slack has closed its database, since it is stopping. Start it again.',
  });
}

function reasonOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, errors, name }: Failure = thrown;
  return message || errors?.[0]?.message || name || 'unknown reason';
}
