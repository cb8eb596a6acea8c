import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** The startup parameters that PgBouncer accepts. It refuses all others, such as `options`. */
const ACCEPTED = [
  'user',
  'database',
  'client_encoding',
  'application_name',
  'datestyle',
  'timezone',
  'intervalstyle',
  'standard_conforming_strings',
];

export interface Pooler {
  port: number;
  close(): void;
}

/** Starts a proxy for a PostgreSQL that checks startup parameters like PgBouncer. */
export async function startPooler(target: { host: string; port: number }): Promise<Pooler> {
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    near.once('data', (startup) => {
      const refused = parametersOf(startup).find((name) => !ACCEPTED.includes(name.toLowerCase()));
      if (refused !== undefined) return void near.end(refusal(`unsupported startup parameter: ${refused}`));
      const far = connect(target);
      far.on('error', () => near.destroy());
      far.write(startup);
      near.pipe(far).pipe(near);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html under StartupMessage */
function parametersOf(startup: Buffer): string[] {
  const texts = startup.subarray(8).toString().split('\0');
  return texts.filter((text, at) => at % 2 === 0 && text !== '');
}

function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
