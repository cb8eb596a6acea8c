import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as Slack would have read it. */
export interface Recorded {
  path: string;
  /** By name and place; the bytes of a file in hex. The token is not among them. */
  fields: [name: string, value: string][];
  authorization: string | undefined;
}

/** Answers `ok: true` to everything, and keeps what was asked, by the first part of the path. */
export interface RecordingSlack {
  /** Where one of the sides finds its Web API. */
  apiUrl(side: string): string;
  /** Takes what that side asked since the last time. */
  take(side: string): Recorded[];
  close(): Promise<void>;
}

export async function startRecordingSlack(
  answer: (side: string, path: string) => object = () => ({ ok: true }),
): Promise<RecordingSlack> {
  const recorded = new Map<string, Recorded[]>();
  const server = createServer(async (request, response) => {
    const [, side = '', path = ''] = /^\/([^/]+)\/(.*)$/.exec(request.url ?? '') ?? [];
    const { authorization } = request.headers;
    const list = recorded.get(side) ?? [];
    recorded.set(side, list);
    list.push({ path, fields: await fieldsOf(request), authorization });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(side, path)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: (side) => `http://127.0.0.1:${port}/${side}/`,
    take(side) {
      const taken = recorded.get(side) ?? [];
      recorded.delete(side);
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function fieldsOf(request: IncomingMessage): Promise<Recorded['fields']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (!/form/.test(type)) return [['', body.toString('hex')]];
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(body.toString())].filter(([name]) => name !== 'token');
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const fields: Recorded['fields'] = [];
  for (const [name, value] of form) {
    if (name === 'token') continue;
    fields.push([
      name,
      typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('hex'),
    ]);
  }
  return fields;
}
