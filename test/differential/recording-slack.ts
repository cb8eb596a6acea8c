import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as Slack would read it. */
export interface Recorded {
  verb: string;
  path: string;
  /** The fields by name, in order. A file is given with its name, type, and bytes in hex. */
  fields: [name: string, value: string][];
  /** The body of a form without files, byte for byte; otherwise empty. */
  form: string;
  /** All headers, without what always differs: the boundary between parts, and the length that depends on it. */
  headers: Record<string, unknown>;
}

/** Answers `ok: true` to everything by default, and keeps the requests by the first part of their path. */
export interface RecordingSlack {
  /** Returns the URL of the Web API for one of the sides. */
  apiUrl(side: string): string;
  /** Returns the URL to which one of the sides must send a file's bytes. */
  uploadUrl(side: string): string;
  /** Returns and forgets the requests of a side since the last call. */
  take(side: string): Recorded[];
  close(): Promise<void>;
}

export async function startRecordingSlack(
  answer: (side: string, path: string) => object = () => ({ ok: true }),
): Promise<RecordingSlack> {
  const recorded = new Map<string, Recorded[]>();
  const server = createServer(async (request, response) => {
    const [, side = '', path = ''] = /^\/([^/]+)\/(?:api\/)?(.*)$/.exec(request.url ?? '') ?? [];
    const list = recorded.get(side) ?? [];
    recorded.set(side, list);
    list.push({
      verb: request.method ?? '',
      path,
      ...(await bodyOf(request)),
      headers: headersOf(request),
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(side, path)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: (side) => `http://127.0.0.1:${port}/${side}/api/`,
    uploadUrl: (side) => `http://127.0.0.1:${port}/${side}/upload`,
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

function headersOf({ headers }: IncomingMessage): Record<string, unknown> {
  const { 'content-length': length, 'content-type': type = '', ...others } = headers;
  const isForm = type.startsWith('multipart/form-data');
  return { ...others, ...(!isForm && { length }), type: type.replace(/boundary=.*/, 'boundary=…') };
}

async function bodyOf(request: IncomingMessage): Promise<Pick<Recorded, 'fields' | 'form'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (!/form/.test(type)) return { fields: [['', body.toString('hex')]], form: '' };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = body.toString();
    return { fields: [...new URLSearchParams(form)], form };
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const fields: Recorded['fields'] = [];
  for (const [name, value] of form) {
    fields.push([name, typeof value === 'string' ? value : await fileOf(value)]);
  }
  return { fields, form: '' };
}

async function fileOf(file: File): Promise<string> {
  return `${file.name} ${file.type} ${Buffer.from(await file.arrayBuffer()).toString('hex')}`;
}
