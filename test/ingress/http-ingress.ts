import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { promisify } from 'node:util';
import { createHttpIngress } from '../../src/ingress/index.js';
import { type Behind, startBehind } from './behind.js';
import { LIMITS } from './limits.js';
import { SECRET } from './signed.js';

export const BODY_LIMIT_BYTES = 4_096;

/** The public listener on a real database and a real port, without an app. */
export interface Ingress extends Pick<Behind, 'replies' | 'app' | 'records' | 'database'> {
  port: number;
  countEnvelopes(): Promise<number>;
  /** Resolves with how many connections the listener has open. */
  countConnections(): Promise<number>;
  close(): Promise<void>;
}

export async function startIngress({ replyBudgetMs = 2_500, requestTimeoutMs = 400 } = {}): Promise<Ingress> {
  const behind = await startBehind({ replyBudgetMs });
  const { accept, record, log } = behind;
  const listener = createHttpIngress({
    ...LIMITS,
    signingSecrets: [SECRET],
    accept,
    record,
    log,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    requestTimeoutMs,
  });
  await listener.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...behind,
    port: (listener.server.address() as AddressInfo).port,
    countEnvelopes: async () => (await behind.envelopes()).length,
    countConnections: promisify(listener.server.getConnections.bind(listener.server)),
    async close() {
      await listener.close();
      await behind.close();
    },
  };
}

/** Writes bytes unchanged, and reads until the other side closes the connection. */
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
