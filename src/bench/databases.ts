import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Scope } from '../base/index.js';
import { migrate } from '../db/index.js';
import { startEmbeddedPostgres } from '../dev/index.js';
import type { LocalSlack } from '../local-slack/index.js';
import { VERSION } from '../version.js';

/** A durable PostgreSQL for all contenders that need one, with one database for each. */
export interface Databases {
  /** The id of PostgreSQL's first process. */
  pid: number;
  urlOf(database: string): string;
  /** @returns the URL of a new database without tables */
  addEmpty(name: string): Promise<string>;
  /** @returns the URL of a new database with havoc's tables */
  addHavoc(name: string): Promise<string>;
  /** @returns the URL of a new database with the tables of duties.prisma, filled with the users of the local Slack */
  addDuties(local: LocalSlack): Promise<string>;
}

export async function startDatabases(folder: string, scope: Scope): Promise<Databases> {
  const options = { dataDir: `${folder}/postgres`, durable: true, ephemeral: true };
  const postgres = await startEmbeddedPostgres(options);
  scope.onRelease(() => postgres.stop());

  const urlOf = (database: string) => Object.assign(new URL(postgres.url), { pathname: `/${database}` }).href;

  async function add(name: string): Promise<string> {
    await runSql(postgres.url, (client) => client.query(`CREATE DATABASE ${name}`));
    return urlOf(name);
  }

  return {
    pid: postgres.pid,
    urlOf,
    addEmpty: add,
    async addHavoc(name) {
      const url = await add(name);
      await migrate({ url, version: VERSION });
      return url;
    },
    async addDuties(local) {
      const url = await add('duties');
      await generateDuties();
      const tables = await readFile(new URL('./duties.sql', import.meta.url), 'utf8');
      await runSql(url, async (client) => {
        await client.query(tables);
        for (const { id, team_id, name, real_name } of local.people())
          await client.query('INSERT INTO "User" VALUES ($1, $2, $3, $4)', [id, team_id, name, real_name]);
        for (const { id, name } of local.channels())
          await client.query('INSERT INTO "Channel" VALUES ($1, $2, $3)', [id, local.team.id, name]);
      });
      return url;
    },
  };
}

/** Runs `body` with a new connection. */
export async function runSql<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return await body(client);
  } finally {
    await client.end();
  }
}

/** Writes the Prisma client that duties-app.js imports. */
async function generateDuties(): Promise<void> {
  const prisma = fileURLToPath(new URL('../../node_modules/prisma/build/index.js', import.meta.url));
  const schema = fileURLToPath(new URL('./duties.prisma', import.meta.url));
  await promisify(execFile)(process.execPath, [prisma, 'generate', '--schema', schema]);
}
