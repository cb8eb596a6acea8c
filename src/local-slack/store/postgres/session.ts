import type { ClientBase, QueryResult } from 'pg';
import { badEncoding } from './database-errors.js';

/**
 * The session settings that the store depends on. `ALTER DATABASE … SET` and `ALTER ROLE … SET` can change all of them.
 * A server that does not know a setting skips it.
 */
const SETTINGS: Record<string, string> = {
  search_path: 'pg_catalog',
  client_encoding: 'UTF8',
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  transaction_timeout: '0',
  jit: 'off',
  // Each read has an index with its order. With stale statistics, the planner would read and sort a whole group to
  // find its newest documents.
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
  enable_indexscan: 'on',
  enable_indexonlyscan: 'on',
};

const changes = Object.entries(SETTINGS).map(
  ([name, value]) => `case when pg_catalog.current_setting('${name}', true) operator(pg_catalog.<>) '${value}'
    then pg_catalog.set_config('${name}', '${value}', false) end`,
);
// `remote_apply` guarantees more than `on`.
const durability = `case when pg_catalog.current_setting('synchronous_commit') operator(pg_catalog.<>) 'remote_apply'
    then pg_catalog.set_config('synchronous_commit', 'on', false) end`;
// The first statement removes the limit that would apply to the second.
const PREPARE = `
  select pg_catalog.set_config('statement_timeout', '0', false);
  select pg_catalog.current_setting('server_encoding') as encoding,
    pg_catalog.concat(${[...changes, durability].join(',')})`;

/**
 * Gives a new connection the settings that the store needs. Takes one round trip.
 *
 * @throws HavocError `local_slack.bad_encoding` (failed_precondition)
 */
export async function prepareSession(client: ClientBase): Promise<void> {
  // A query with several statements returns several results, but the types declare only one.
  const results = (await client.query(PREPARE)) as unknown as QueryResult<{ encoding: string }>[];
  const encoding = results[1]?.rows[0]?.encoding ?? '';
  if (encoding !== 'UTF8') throw badEncoding(encoding);
}
