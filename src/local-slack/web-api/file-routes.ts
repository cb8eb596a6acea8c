import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findFile, putBytes, toFileJson } from '../state/files.js';
import type { Workspace } from '../state/workspace.js';
import { findActor } from './tokens.js';

const MOST_FILE_BYTES = 64 * 1024 * 1024;

/** Serves uploads and downloads of files. As in Slack, these URLs are not part of the Web API. */
export function addFileContentRoutes(server: FastifyInstance, workspace: Workspace, botToken: string): void {
  server.register(async (bytes) => {
    bytes.removeAllContentTypeParsers();
    bytes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    bytes.post<{ Params: { key: string } }>(
      '/upload/v1/:key',
      { bodyLimit: MOST_FILE_BYTES },
      async (request, reply) => {
        const content = await contentOf(request);
        if (putBytes(workspace, request.params.key, content)) return reply.send(`OK - ${content.byteLength}`);
        return reply.code(400).send('No upload of this length is expected at this URL.');
      },
    );
  });

  const findContent = async (request: FastifyRequest<{ Params: { id: string } }>) => {
    const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const actor = findActor(workspace, botToken, bearer);
    // As in Slack, a request without a valid token is redirected to the workspace instead of refused.
    if (!actor) return { seeOther: request.url };
    const file = findFile(workspace, request.params.id, actor.user.id);
    return file?.bytes ? { file, bytes: file.bytes } : {};
  };
  for (const url of ['/files-pri/:id/:name', '/files-pri/:id/download/:name']) {
    server.get<{ Params: { id: string } }>(url, async (request, reply) => {
      const { seeOther, file, bytes } = await findContent(request);
      if (seeOther) return reply.redirect(`${workspace.url}/?redir=${encodeURIComponent(seeOther)}`);
      if (!file) return reply.code(404).type('text/plain').send('This file does not exist.\n');
      return reply.type(String(toFileJson(workspace, file).mimetype)).send(bytes);
    });
  }
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
