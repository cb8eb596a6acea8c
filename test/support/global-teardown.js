/** Runs once after the last test that needs a PostgreSQL, in the process that ran the setup. */
export default async function globalTeardown() {
  const { stopTestServer } = await import('./server.ts');
  await stopTestServer();
}
