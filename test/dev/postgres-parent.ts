// A parent for the tests to kill: `node postgres-parent.ts FOLDER` runs an embedded PostgreSQL there.
import { startEmbeddedPostgres } from '../../src/dev/index.js';

const postgres = await startEmbeddedPostgres({
  dataDir: process.argv[2] ?? '',
  durable: false,
  ephemeral: process.argv.includes('--ephemeral'),
  onProgress: (line) => console.log(line),
});
console.log(`postgres ${postgres.pid} ${postgres.url}`);
process.once('SIGINT', async () => {
  await postgres.stop();
  process.exit(0);
});
