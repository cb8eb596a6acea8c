import { Havoc } from '@havoc/client';
import pg from 'pg';
import { createPollApp } from './app.js';
import { openPostgresStore } from './postgres-store.js';
import { createMemoryStore } from './store.js';

const url = process.env.POLL_DATABASE_URL ?? process.env.DATABASE_URL;
const pool = url ? new pg.Pool({ connectionString: url }) : undefined;
const store = pool ? await openPostgresStore(pool) : createMemoryStore();

const havoc = new Havoc({ name: 'poll' });
createPollApp({ havoc, store });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await havoc.stop();
    await pool?.end();
  });
}

await havoc.start();
