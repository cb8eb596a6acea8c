import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { isObject } from '../../base/index.js';
import type { World } from '../world/world.js';
import { avatar } from './avatar.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

const NOT_BUILT = `The page of the local Slack is not built yet. Run \`npm run build:page\`, then reload this page.
The Web API under /api/ works without it.
`;

/** The folder of the built page. The path is right from both src and dist. */
const builtPage = fileURLToPath(new URL('../../../dist/page', import.meta.url));

/** Serves avatars and the page's files. Every other path serves the page itself. */
export function addFileRoutes(server: FastifyInstance, { db }: Pick<World, 'db'>, folder = builtPage): void {
  server.get<{ Params: { file: string } }>('/avatars/:file', async (request, reply) =>
    reply
      .type('image/svg+xml')
      .header('cache-control', 'max-age=3600')
      .send(await avatar(db, request.params.file.replace(/\.svg$/, ''))),
  );
  server.get('/*', async (request, reply) => {
    const asked = decodeURIComponent(request.url.split('?')[0] ?? '/');
    const type = TYPES[extname(asked)];
    const content = await read(folder, type ? asked : '/index.html');
    if (content) return reply.type(type ?? TYPES['.html'] ?? '').send(content);
    if (type) return reply.code(404).type('text/plain').send('This file does not exist.\n');
    return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
  });
}

async function read(folder: string, path: string): Promise<Buffer | undefined> {
  // normalize() removes every `..` from an absolute path, so the result stays inside the folder.
  const file = join(folder, normalize(join('/', path)));
  try {
    return await readFile(file);
  } catch (thrown) {
    const code = isObject(thrown) ? String(thrown.code) : '';
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes(code)) return undefined;
    throw thrown;
  }
}
