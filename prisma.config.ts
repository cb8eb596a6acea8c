import { defineConfig } from 'prisma/config';
import { EXTERNAL_TABLES } from './prisma/external-tables.js';

// Generating the client needs no schema engine, but the CLI would download one.
if (process.argv[2] === 'generate') process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  experimental: { externalTables: true },
  tables: { external: EXTERNAL_TABLES },
});
