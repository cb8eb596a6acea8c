import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Database, openDatabase } from '../../src/db/index.js';
import type { Reserve } from '../../src/delivery/index.js';
import { type AwaitedEnvelope, createReplies, type Replies } from '../../src/fleet/index.js';
import { createInbox } from '../../src/inbox/index.js';
import { createAccept, createFallback, createHttpIngress } from '../../src/ingress/index.js';
import { createLogger } from '../../src/log/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';
import { createTestDatabase } from '../support/database.js';
import { createLoneFleet } from '../support/lone-fleet.js';
import { FORM, JSON_TYPE, SECRET, signed } from './signed.js';

export const BODY_LIMIT_BYTES = 4_096;

/** The public listener on a real database and a real port, with nobody behind it. */
export interface Ingress {
  port: number;
  replies: Replies;
  /** What the app does with what was committed; nothing at first. */
  app: { handle: (envelope: AwaitedEnvelope) => void };
  records: TrafficEntry[];
  database: Database;
  countEnvelopes(): Promise<number>;
  close(): Promise<void>;
}

export async function startIngress({ replyBudgetMs = 2_500, requestTimeoutMs = 400 } = {}): Promise<Ingress> {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase({ url });
  const { pool } = database;
  const fleet = createLoneFleet();
  const log = createLogger({ level: 'silent' });
  const inbox = createInbox({ pool, leaseMs: 30_000, replica: fleet.replica });
  const replies = createReplies({ pool, fleet, replyLate: async () => {}, log });
  const app: Ingress['app'] = { handle: () => {} };
  const reserve: Reserve = (draft) => ({
    lease: undefined,
    wantedBy: undefined,
    deliver: (id) => app.handle({ ...draft, id, lease: randomUUID() }),
    cancel() {},
  });
  const fallback = createFallback({
    commandText: 'Still working on it…',
    view: 'close',
    viewText: '',
    viewBlock: undefined,
  });
  const { replica } = fleet;
  const records: TrafficEntry[] = [];
  const listener: FastifyInstance = createHttpIngress({
    signingSecrets: [SECRET],
    accept: createAccept({ inbox, reserve, replies, fallback, replica, replyBudgetMs }),
    record: (entry) => void records.push(entry),
    log,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    requestTimeoutMs,
  });
  await listener.listen({ host: '127.0.0.1', port: 0 });
  const { port } = listener.server.address() as AddressInfo;
  return {
    port,
    replies,
    app,
    records,
    database,
    async countEnvelopes() {
      const { rows } = await database.pool.query(
        'select count(*)::int as count from havoc_internal.envelope',
      );
      return rows[0].count;
    },
    async close() {
      await listener.close();
      await replies.stop();
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
