import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withClient } from './database.js';

/** Settings that break, slow down or falsify the work of a program that relies on their defaults. */
export const HOSTILE_SETTINGS: Readonly<Record<string, string>> = {
  statement_timeout: '100ms',
  search_path: 'hostile, pg_catalog',
  DateStyle: 'German, DMY',
  IntervalStyle: 'iso_8601',
  TimeZone: 'Asia/Kathmandu',
  client_encoding: 'LATIN1',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  transform_null_equals: 'on',
  quote_all_identifiers: 'on',
  synchronous_commit: 'off',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  exit_on_error: 'on',
  row_security: 'off',
  lock_timeout: '1ms',
  idle_in_transaction_session_timeout: '100ms',
  // Long enough that a slow machine can use a connection before the server closes it.
  idle_session_timeout: '2s',
  transaction_timeout: '100ms',
  plan_cache_mode: 'force_generic_plan',
  jit: 'on',
  enable_bitmapscan: 'off',
  enable_hashagg: 'off',
  enable_hashjoin: 'off',
  enable_indexonlyscan: 'off',
  enable_indexscan: 'off',
  enable_material: 'off',
  enable_mergejoin: 'off',
  enable_nestloop: 'off',
  enable_partition_pruning: 'off',
  enable_seqscan: 'off',
  enable_sort: 'off',
  enable_tidscan: 'off',
};

/** The schema before pg_catalog in the hostile search path. Its functions replace built-in ones with wrong results. */
const HOSTILE_SCHEMA = `
  CREATE SCHEMA hostile;
  CREATE FUNCTION hostile.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT timestamptz '1999-01-01' $$;
  CREATE FUNCTION hostile.current_setting(text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT 'hostile' $$`;

export interface HostileRole {
  /** The URL of the database with this role. */
  url: string;
  /** Drops the role. Call it after the database was dropped. */
  drop(): Promise<void>;
}

/** Makes hostile settings (all by default) the settings of a database. They apply to new connections. */
export async function makeHostile(url: string, settings = HOSTILE_SETTINGS): Promise<void> {
  const database = new URL(url).pathname.slice(1);
  await withClient(url, async (client) => {
    await client.query(HOSTILE_SCHEMA);
    await alter(client, `DATABASE ${database}`, settings);
  });
}

/** Creates a superuser with all hostile settings. */
export async function createHostileRole(url: string): Promise<HostileRole> {
  const role = `hostile_${randomBytes(6).toString('hex')}`;
  await withClient(url, async (client) => {
    await client.query(`${HOSTILE_SCHEMA}; CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'hunter2'`);
    await alter(client, `ROLE ${role}`, HOSTILE_SETTINGS);
  });
  const roleUrl = new URL(url);
  roleUrl.username = role;
  roleUrl.password = 'hunter2';
  const server = new URL(url);
  server.pathname = '/postgres';
  return {
    url: roleUrl.href,
    drop: () => withClient(server.href, async (client) => void (await client.query(`DROP ROLE ${role}`))),
  };
}

async function alter(client: pg.Client, target: string, settings: Readonly<Record<string, string>>) {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM pg_settings');
  const known = new Set(rows.map(({ name }) => name));
  for (const [name, value] of Object.entries(settings).filter(([one]) => known.has(one))) {
    // As a literal, the list of schemas would be a single name.
    const text = name === 'search_path' ? value : pg.escapeLiteral(value);
    await client.query(`ALTER ${target} SET ${name} = ${text}`);
  }
}
