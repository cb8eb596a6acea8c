import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findRefusal } from '../refusal.js';
import { findFile, findUpload, putBytes, toFileJson } from '../workspaces/files.js';
import type { StoredFile } from '../workspaces/stored-file.js';
import type { World } from '../world/world.js';
import { createArgs } from './args.js';
import { type Bearer, checkBearer, findBearer } from './tokens.js';
import { workspaceOf } from './workspace-of.js';

const MOST_FILE_BYTES = 64 * 1024 * 1024;

/** A file with its bytes, or where to send a request without a valid token. */
interface Found {
  file?: StoredFile;
  content?: Buffer;
  seeOther?: string;
}

/** Serves uploads and downloads of files. As in Slack, these URLs are not part of the Web API. */
export function addFileContentRoutes(server: FastifyInstance, world: World): void {
  server.register(async (bytes) => {
    bytes.removeAllContentTypeParsers();
    bytes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    bytes.post<{ Params: { key: string } }>(
      '/upload/v1/:key',
      { bodyLimit: MOST_FILE_BYTES },
      async (request, reply) => {
        const content = await contentOf(request);
        if (await upload(world, request.params.key, content)) return reply.send(`OK - ${content.byteLength}`);
        return reply.code(400).send('No upload of this length is expected at this URL.');
      },
    );
  });

  const findContent = async (request: FastifyRequest<{ Params: { id: string } }>): Promise<Found> => {
    const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const found = await findBearer(world.db, bearer);
    // As in Slack, a request without a valid token is redirected to the workspace instead of refused.
    if (!found || !mayRead(found, world.now())) return { seeOther: request.url };
    const { token } = found;
    const args = createArgs({ file: request.params.id });
    try {
      const team = await workspaceOf(world.db, { method: 'files.info', args, token });
      return await world.read(team, async (workspace) => {
        const file = await findFile(workspace, request.params.id, token.user);
        const content = file && (await workspace.db.findBytes(file.id));
        return content ? { file, content } : {};
      });
    } catch (thrown) {
      if (findRefusal(thrown)) return {};
      throw thrown;
    }
  };
  for (const url of ['/files-pri/:id/:name', '/files-pri/:id/download/:name']) {
    server.get<{ Params: { id: string } }>(url, async (request, reply) => {
      const { seeOther, file, content } = await findContent(request);
      if (seeOther) return reply.redirect(`${world.url}/?redir=${encodeURIComponent(seeOther)}`);
      if (!file) return reply.code(404).type('text/plain').send('This file does not exist.\n');
      return reply.type(String(toFileJson(world, file).mimetype)).send(content);
    });
  }
}

/** True if the token works, and lets its bearer read files. */
function mayRead(bearer: Bearer, now: Date): boolean {
  const { token } = bearer;
  try {
    checkBearer(bearer, now);
  } catch (thrown) {
    if (findRefusal(thrown)) return false;
    throw thrown;
  }
  return token.kind !== 'refresh' && (token.scopes ?? ['files:read']).includes('files:read');
}

/** Stores the bytes in the workspace that expects them. @returns false if none does */
async function upload(world: World, key: string, content: Buffer): Promise<boolean> {
  const expected = await findUpload(world, key);
  return (
    expected !== undefined && world.change(expected.team, (workspace) => putBytes(workspace, key, content))
  );
}

/** The uploaded bytes. As in Slack, the body is the bytes themselves, or a form with one file. */
async function contentOf({ headers, body }: FastifyRequest): Promise<Buffer> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const type = headers['content-type'];
  if (!type?.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) {
    return typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}
