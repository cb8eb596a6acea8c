import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFiles, type FilesOptions, type Send, type SendCall } from '../../src/outbound/index.js';
import type { TransferContext } from '../../src/outbound/transfer.js';
import type { SlackAnswer } from '../../src/slack/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';

const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0)) release();
});

/** Starts a server that listens until the test ends, and resolves with its origin. */
export async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  releases.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface SetUpOptions {
  idleMs?: number;
  limitBytes?: number;
  /** Slack's answers by method name. All other methods get the usual answer. */
  answers?: Record<string, Record<string, unknown>>;
  fetch?: FilesOptions['fetch'];
  apiUrl?: string;
}

/** Sets up files at a Slack with this request handler, and collects the traffic records. */
export async function setUp(answer: RequestListener, options: SetUpOptions = {}) {
  const { idleMs = 5_000, limitBytes = 1_000_000, answers = {}, ...more } = options;
  const origin = await listen(answer);
  const entries: TrafficEntry[] = [];
  const sent: SendCall[] = [];
  const send: Send = async (call): Promise<SlackAnswer> => {
    sent.push(call);
    const file = { name: 'a.png', mimetype: 'image/png', url_private: `${origin}/file` };
    const usual = { ok: true, upload_url: `${origin}/upload`, file_id: 'F1', files: [{ id: 'F1' }], file };
    const body: Record<string, unknown> = answers[call.method] ?? usual;
    return { ok: body.ok !== false, status: 200, body, ...(body.ok === false && { error: `${body.error}` }) };
  };
  const files = createFiles({
    send,
    findToken: async () => ({ token: 'xoxb-secret', installation: { team_id: 'T1' } }),
    apiUrl: `${origin}/api`,
    record: (entry) => entries.push(entry),
    limitBytes,
    idleMs,
    ...more,
  });
  return { files, origin, entries, sent, methods: () => sent.map(({ method }) => method) };
}

/** Returns a transfer's context. Without a signal, the caller stays until the end. */
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
