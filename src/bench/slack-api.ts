import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scope } from '../base/index.js';
import type { LocalSlack } from '../local-slack/index.js';

/**
 * Serves Slack's Web API. `apps.connections.open` returns the URL of this link on the load generator. The local
 * Slack answers all other methods.
 *
 * @returns the URL for SLACK_API_URL
 */
export async function startSlackApi(
  local: LocalSlack,
  { socketPort, link }: { socketPort: number; link: string },
  scope: Scope,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const method = request.url?.replace(/^\/api\//, '') ?? '';
    response.setHeader('content-type', 'application/json');
    if (method === 'apps.connections.open') {
      response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${socketPort}/${link}` }));
      return;
    }
    const { 'content-type': type = '', authorization = '' } = request.headers;
    const body = await readBody(request);
    const headers = { 'content-type': type, authorization };
    const answer = await fetch(`${local.apiUrl}${method}`, { method: 'POST', headers, body });
    response.statusCode = answer.status;
    response.end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.onRelease(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}

async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
