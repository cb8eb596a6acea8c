import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Database, openDatabase } from '../../src/db/index.js';
import { createInbox, createReplies, type Inbox, type Replies } from '../../src/inbox/index.js';
import { createAccept, createHttpIngress } from '../../src/ingress/index.js';
import { createLogger } from '../../src/log/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';
import { createTestDatabase } from '../support/database.js';
import { FORM, JSON_TYPE, SECRET, signed } from './signed.js';

export const BODY_LIMIT_BYTES = 4_096;

/** The public listener on a real database and a real port, with nobody behind it. */
export interface Ingress {
  port: number;
  inbox: Inbox;
  replies: Replies;
  records: TrafficEntry[];
  database: Database;
  countEnvelopes(): Promise<number>;
  close(): Promise<void>;
}

export async function startIngress({ replyBudgetMs = 2_500, requestTimeoutMs = 400 } = {}): Promise<Ingress> {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase({ url });
  const inbox = createInbox({ pool: database.pool, leaseMs: 30_000 });
  const replies = createReplies();
  const records: TrafficEntry[] = [];
  const app: FastifyInstance = createHttpIngress({
    signingSecrets: [SECRET],
    accept: createAccept({ inbox, replies, replyBudgetMs }),
    record: (entry) => void records.push(entry),
    log: createLogger({ level: 'silent' }),
    bodyLimitBytes: BODY_LIMIT_BYTES,
    requestTimeoutMs,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    inbox,
    replies,
    records,
    database,
    async countEnvelopes() {
      const { rows } = await database.pool.query(
        'select count(*)::int as count from havoc_internal.envelope',
      );
      return rows[0].count;
    },
    async close() {
      await app.close();
      await database.close();
      await drop();
    },
  };
}

export { FORM, JSON_TYPE, SECRET, signed };

/** Writes bytes as they are, and reads until the other side is done. */
export async function exchange(
  port: number,
  ...parts: (string | Buffer)[]
): Promise<{ status: number; text: string }> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => void chunks.push(chunk));
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  const answer = Buffer.concat(chunks).toString();
  return { status: Number(answer.slice(9, 12)), text: answer.slice(answer.indexOf('\r\n\r\n') + 4) };
}
