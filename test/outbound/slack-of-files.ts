import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFiles, type Send } from '../../src/outbound/index.js';
import type { TransferContext } from '../../src/outbound/transfer.js';
import type { TrafficEntry } from '../../src/traffic/index.js';

const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0)) release();
});

/** Until the test ends. */
export async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  releases.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Files at a Slack that answers so, and what its traffic would be. */
export async function setUp(answer: RequestListener, { idleMs = 5_000, limitBytes = 1_000_000 } = {}) {
  const origin = await listen(answer);
  const entries: TrafficEntry[] = [];
  const sent: string[] = [];
  const send: Send = async ({ method }) => {
    sent.push(method);
    const file = { name: 'a.png', mimetype: 'image/png', url_private: `${origin}/file` };
    const body = { ok: true, upload_url: `${origin}/upload`, file_id: 'F1', files: [{ id: 'F1' }], file };
    return { ok: true, status: 200, body };
  };
  const files = createFiles({
    send,
    findToken: async () => ({ token: 'xoxb-secret', installation: { team_id: 'T1' } }),
    apiUrl: `${origin}/api`,
    record: (entry) => entries.push(entry),
    limitBytes,
    idleMs,
  });
  return { files, origin, entries, sent };
}

/** Of a caller who stays, where no other is given. */
export const context = (
  signal: TransferContext['signal'] = new AbortController().signal,
): TransferContext => ({ target: {}, signal });

export async function* bytes(...chunks: string[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

export async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString();
}
