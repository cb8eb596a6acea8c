/** Runs once after the last test that needed a PostgreSQL, in the process that ran the set-up. */
export default async function globalTeardown() {
  const { stopTestServer } = await import('./server.ts');
  await stopTestServer();
}
