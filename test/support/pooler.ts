import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** Parameters of a connection's start that PgBouncer takes; it refuses all others, `options` among them. */
const TAKEN = [
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

/** Stands before a PostgreSQL as PgBouncer does, as far as the start of a connection goes. */
export async function startPooler(target: { host: string; port: number }): Promise<Pooler> {
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    near.once('data', (startup) => {
      const refused = parametersOf(startup).find((name) => !TAKEN.includes(name.toLowerCase()));
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
