import type { ClientBase, QueryResult } from 'pg';
import { HavocError } from '../base/index.js';

interface Forced {
  value: string;
  /** SQL: leaves the setting as it is. */
  unless?: string;
}

const NO_LIMIT = { value: '0' };

/**
 * The session settings that havoc's SQL, or the decoding of its results, relies on, each with the value that it is
 * written for. `ALTER DATABASE … SET` and `ALTER ROLE … SET` can change all of them.
 *
 * `default_transaction_read_only` is not among them: who sets it wants nothing to be written. Neither are memory,
 * costs and tablespaces, which an administrator tunes.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html
 */
const FORCED: Record<string, Forced> = {
  // Its limit would apply to the other settings too, so it goes first.
  statement_timeout: NO_LIMIT,
  // Unless pg_catalog is named later, it comes first by itself, and all other names in havoc's SQL are qualified.
  search_path: {
    value: 'pg_catalog',
    unless: `(pg_catalog.current_schemas(true))[1] operator(pg_catalog.=) 'pg_catalog'`,
  },

  // How values are written and read. Prisma takes each timestamp for UTC.
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

  // What a transaction promises. remote_apply promises more than on.
  synchronous_commit: {
    value: 'on',
    unless: `pg_catalog.current_setting('synchronous_commit') operator(pg_catalog.=) 'remote_apply'`,
  },
  default_transaction_isolation: { value: 'read committed' },
  default_transaction_deferrable: { value: 'off' },
  exit_on_error: { value: 'off' },
  row_security: { value: 'on' },

  // havoc has time limits of its own, and an idle connection is no fault.
  lock_timeout: NO_LIMIT,
  idle_in_transaction_session_timeout: NO_LIMIT,
  idle_session_timeout: NO_LIMIT,
  transaction_timeout: NO_LIMIT,

  // The claim's plans: without these it reads whole tables, or compiles for longer than it runs.
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

/** Sets what differs alone. A setting that the server is too old for is null here, and is left out. */
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
 * Makes a new connection one that havoc can work on, whatever the database or the role has set: one round trip, and
 * no change where nothing differs. Startup options would cost none, but poolers refuse them.
 *
 * @throws HavocError `db.bad_encoding` (failed_precondition)
 */
export async function prepareSession(client: ClientBase): Promise<void> {
  // Several statements in one query give several results, which the types do not say.
  const results = (await client.query(PREPARE)) as unknown as QueryResult[];
  const { database, encoding } = results[1]?.rows[0] ?? {};
  if (encoding === 'UTF8') return;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'db.bad_encoding',
    message:
      `The database "${database}" is encoded in ${encoding}, which cannot hold all that people write in Slack; havoc ` +
      `needs UTF8. Make another, as by CREATE DATABASE havoc ENCODING 'UTF8' TEMPLATE template0, and name it in ` +
      'DATABASE_URL.',
  });
}
