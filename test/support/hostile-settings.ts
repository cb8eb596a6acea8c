import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withClient } from './database.js';

/** Values that break, slow down or falsify what a program does that relies on the defaults. */
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
  // Not so short that it ends a connection that this machine is slow to use.
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

/** What stands before pg_catalog in the hostile search path: functions that answer with something else. */
const HOSTILE_SCHEMA = `
  CREATE SCHEMA hostile;
  CREATE FUNCTION hostile.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT timestamptz '1999-01-01' $$;
  CREATE FUNCTION hostile.current_setting(text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT 'hostile' $$`;

export interface HostileRole {
  /** Of the database, as that role. */
  url: string;
  /** After the database is gone. */
  drop(): Promise<void>;
}

/** Gives the database all hostile settings, or those alone, for every connection to come. */
export async function makeHostile(url: string, settings = HOSTILE_SETTINGS): Promise<void> {
  const database = new URL(url).pathname.slice(1);
  await withClient(url, async (client) => {
    await client.query(HOSTILE_SCHEMA);
    await alter(client, `DATABASE ${database}`, settings);
  });
}

/** Makes a superuser that has all hostile settings. */
export async function createHostileRole(url: string): Promise<HostileRole> {
  const role = `hostile_${randomBytes(6).toString('hex')}`;
  await withClient(url, async (client) => {
    await client.query(`${HOSTILE_SCHEMA}; CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'hunter2'`);
    await alter(client, `ROLE ${role}`, HOSTILE_SETTINGS);
  });
  const its = new URL(url);
  its.username = role;
  its.password = 'hunter2';
  const server = new URL(url);
  server.pathname = '/postgres';
  return {
    url: its.href,
    drop: () => withClient(server.href, async (client) => void (await client.query(`DROP ROLE ${role}`))),
  };
}

async function alter(client: pg.Client, whose: string, settings: Readonly<Record<string, string>>) {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM pg_settings');
  const known = new Set(rows.map(({ name }) => name));
  for (const [name, value] of Object.entries(settings).filter(([one]) => known.has(one))) {
    // A list of schemas is no single word.
    const text = name === 'search_path' ? value : pg.escapeLiteral(value);
    await client.query(`ALTER ${whose} SET ${name} = ${text}`);
  }
}
