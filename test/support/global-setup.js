import './typescript.js';

/** Runs once before the first test that needs a PostgreSQL. */
export default async function globalSetup() {
  const { startTestServer } = await import('./server.ts');
  await startTestServer();
}
