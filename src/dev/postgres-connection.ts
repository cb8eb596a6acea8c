import pg from 'pg';

export interface ConnectionOptions {
  port: number;
  password: string;
}

/** Runs `body` with a new connection to the database `postgres` of the embedded PostgreSQL. */
export async function withConnection<T>(
  { port, password }: ConnectionOptions,
  body: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf({ port, password, name: 'postgres' }) });
  // A broken connection already fails the running query. Without a handler, this event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await body(client);
  } finally {
    await client.end();
  }
}

/** Creates the database if it is missing, and returns its URL. */
export async function ensureDatabase(options: ConnectionOptions & { name: string }): Promise<string> {
  await withConnection(options, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [options.name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(options.name)}`);
  });
  return urlOf(options);
}

function urlOf({ port, password, name }: ConnectionOptions & { name: string }): string {
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}
