import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite, types } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { EXTERNAL_TABLES } from './external-tables.js';

export const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url));
const SCHEMA = fileURLToPath(new URL('schema', import.meta.url));

/** Prisma's names for the types of columns in its queries about a database. */
const COLUMN_TYPES = new Map([
  [types.BOOL, ColumnTypeEnum.Boolean],
  [types.INT2, ColumnTypeEnum.Int32],
  [types.INT4, ColumnTypeEnum.Int32],
  [types.INT8, ColumnTypeEnum.Int64],
  [types.OID, ColumnTypeEnum.Int64],
  [types.CHAR, ColumnTypeEnum.Character],
  [1000, ColumnTypeEnum.BooleanArray],
  [1002, ColumnTypeEnum.CharacterArray],
  [1005, ColumnTypeEnum.Int32Array],
  [1007, ColumnTypeEnum.Int32Array],
  [1009, ColumnTypeEnum.TextArray],
]);

/** A database in the memory of this process, in which Prisma's schema engine runs the migrations. */
class MemoryDatabase {
  provider = 'postgres';
  adapterName = 'havoc-memory';
  #server = new PGlite();

  async queryRaw({ sql, args }) {
    const { fields, rows } = await this.#server.query(sql, args, {
      rowMode: 'array',
      parsers: { [types.INT8]: (text) => text },
    });
    return {
      columnNames: fields.map((field) => field.name),
      columnTypes: fields.map((field) => COLUMN_TYPES.get(field.dataTypeID) ?? ColumnTypeEnum.Text),
      rows,
    };
  }

  async executeRaw({ sql, args }) {
    return (await this.#server.query(sql, args)).affectedRows ?? 0;
  }

  /** Runs the whole script at once. Prisma's own adapter splits it at each `;`, which would break a `$$` body. */
  async executeScript(script) {
    await this.#server.exec(script);
  }

  getConnectionInfo() {
    return { schemaName: 'public', supportsRelationJoins: true };
  }

  startTransaction() {
    throw new Error('The schema engine opened a transaction, which this adapter does not support.');
  }

  async dispose() {
    await this.#server.close();
  }
}

const memoryDatabases = {
  provider: 'postgres',
  adapterName: 'havoc-memory',
  connect: async () => new MemoryDatabase(),
  connectToShadowDb: async () => new MemoryDatabase(),
};

/** Prisma's schema engine as WebAssembly: no download, no server. */
async function loadEngine() {
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const { instance } = await WebAssembly.instantiate(await readFile(path.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': engine,
  });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engine.SchemaEngine;
}

async function readMigrations() {
  const names = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const migrationDirectories = names
    .map((entry) => entry.name)
    .sort()
    .map(async (path) => {
      const value = await readFile(join(MIGRATIONS, path, 'migration.sql'), 'utf8');
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
    });
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(migrationDirectories),
  };
}

async function readSchema() {
  const names = (await readdir(SCHEMA)).filter((name) => name.endsWith('.prisma')).sort();
  const files = names.map(async (name) => {
    const path = join(SCHEMA, name);
    return { path, content: await readFile(path, 'utf8') };
  });
  return Promise.all(files);
}

/**
 * The difference between the migrations and the models of `prisma/schema`.
 *
 * @param {{ fromNothing?: boolean }} [options] `fromNothing`: compare with an empty database instead
 * @returns {Promise<string>} SQL that migrates to the models; empty if there is no difference
 */
export async function diffSchema({ fromNothing = false } = {}) {
  const files = await readSchema();
  const SchemaEngine = await loadEngine();
  const datamodels = files.map(({ path, content }) => [path, content]);
  const engine = await SchemaEngine.new(
    { datamodels },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(memoryDatabases),
  );
  try {
    const { exitCode, stdout } = await engine.diff({
      from: fromNothing ? { tag: 'empty' } : { tag: 'migrations', ...(await readMigrations()) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: EXTERNAL_TABLES, externalEnums: [] },
    });
    return exitCode === 2 ? (stdout ?? '') : '';
  } finally {
    engine.free();
  }
}
