import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';

/** The local Slack. Its host also serves a response URL, which takes late replies to commands. */
export interface Slack {
  local: LocalSlack;
  apiUrl: string;
  responseUrl: string;
  /** The bodies that were posted to the response URL. */
  responses: string[];
  close(): Promise<void>;
}

const RESPONSES = '/responses';

export async function startSlack(): Promise<Slack> {
  const local = await startLocalSlack();
  const responses: string[] = [];

  async function take(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    responses.push(Buffer.concat(chunks).toString());
    answer.end('ok');
  }

  function passOn(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, headers, url = '/' } = incoming;
    const far = request(new URL(url, local.url), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    far.on('error', () => answer.destroy());
    incoming.pipe(far);
  }

  const server = createServer((incoming, answer) => {
    if (incoming.url === RESPONSES) void take(incoming, answer);
    else passOn(incoming, answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    local,
    apiUrl: `${url}/api/`,
    responseUrl: `${url}${RESPONSES}`,
    responses,
    async close() {
      server.close();
      server.closeAllConnections();
      await local.close();
    },
  };
}
