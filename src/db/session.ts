import type { ClientBase, QueryResult } from 'pg';
import { HavocError } from '../base/index.js';

interface Forced {
  value: string;
  /** An SQL condition. If it is true, the setting stays as it is. */
  unless?: string;
}

const NO_LIMIT = { value: '0' };

/**
 * The session settings that havoc's SQL or the decoding of its results depends on, with the values that they need.
 * `ALTER DATABASE … SET` and `ALTER ROLE … SET` can change all of them.
 *
 * havoc does not force `default_transaction_read_only`, since an administrator sets it to prevent writes. It does not
 * force memory, costs and tablespaces either, since an administrator tunes them.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html
 */
const FORCED: Record<string, Forced> = {
  // Comes first, since its limit would apply to the statement that sets the others.
  statement_timeout: NO_LIMIT,
  // havoc's SQL qualifies every name outside pg_catalog. pg_catalog is searched first by default, unless the path names it
  // at a later position.
  search_path: {
    value: 'pg_catalog',
    unless: `(pg_catalog.current_schemas(true))[1] operator(pg_catalog.=) 'pg_catalog'`,
  },

  // The text form of values. Prisma reads every timestamp as UTC.
  DateStyle: { value: 'ISO, MDY' },
  IntervalStyle: { value: 'postgres' },
  TimeZone: { value: 'UTC' },
  client_encoding: { value: 'UTF8' },
  bytea_output: { value: 'hex' },
  extra_float_digits: { value: '1' },
  standard_conforming_strings: { value: 'on' },
  array_nulls: { value: 'on' },
  transform_null_equals: { value: 'off' },
  quote_all_identifiers: { value: 'off' },

  // The guarantees of a transaction. `remote_apply` guarantees more than `on`, so it stays.
  synchronous_commit: {
    value: 'on',
    unless: `pg_catalog.current_setting('synchronous_commit') operator(pg_catalog.=) 'remote_apply'`,
  },
  default_transaction_isolation: { value: 'read committed' },
  default_transaction_deferrable: { value: 'off' },
  exit_on_error: { value: 'off' },
  row_security: { value: 'on' },

  // havoc has its own time limits, and an idle connection is not a fault.
  lock_timeout: NO_LIMIT,
  idle_in_transaction_session_timeout: NO_LIMIT,
  idle_session_timeout: NO_LIMIT,
  transaction_timeout: NO_LIMIT,

  // The plans of the claim. With other values, a claim reads whole tables, or takes longer to compile than to run.
  plan_cache_mode: { value: 'auto' },
  jit: { value: 'off' },
  ...Object.fromEntries(
    [
      'bitmapscan',
      'hashagg',
      'hashjoin',
      'indexonlyscan',
      'indexscan',
      'material',
      'mergejoin',
      'nestloop',
      'partition_pruning',
      'seqscan',
      'sort',
      'tidscan',
    ].map((plan) => [`enable_${plan}`, { value: 'on' }]),
  ),
};

/** The names of all settings that havoc forces. */
export const FORCED_SETTINGS: readonly string[] = Object.keys(FORCED);

/** Returns SQL that sets a setting only if it differs. A setting that an older server lacks reads as null and is skipped. */
function force([name, { value, unless = 'false' }]: [string, Forced]): string {
  return `case when pg_catalog.current_setting('${name}', true) operator(pg_catalog.<>) '${value}' and not ${unless}
    then pg_catalog.set_config('${name}', '${value}', false) end`;
}

const [timeout, ...others] = Object.entries(FORCED).map(force);
const PREPARE = `
  select ${timeout};
  select pg_catalog.current_database() as database, pg_catalog.current_setting('server_encoding') as encoding,
    pg_catalog.concat(${others.join(',')})`;

/**
 * Corrects the forced settings of a new connection that the database or the role has changed. Takes one round trip.
 * Startup options would take none, but poolers refuse them.
 *
 * @throws HavocError `db.bad_encoding` (failed_precondition)
 */
export async function prepareSession(client: ClientBase): Promise<void> {
  // A query with several statements returns several results, but the types declare only one.
  const results = (await client.query(PREPARE)) as unknown as QueryResult[];
  const { database, encoding } = results[1]?.rows[0] ?? {};
  if (encoding === 'UTF8') return;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'db.bad_encoding',
    message:
      `The database "${database}" is encoded in ${encoding}, which cannot hold all text that Slack sends. havoc needs ` +
      `UTF8. Create a database with CREATE DATABASE havoc ENCODING 'UTF8' TEMPLATE template0, and set DATABASE_URL to it.`,
  });
}
