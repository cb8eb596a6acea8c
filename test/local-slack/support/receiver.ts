import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../../src/local-slack/model.js';
import { verify } from '../../../src/slack/index.js';

/** One request, as an app gets it; its signature has been verified. */
export interface Received {
  headers: IncomingHttpHeaders;
  rawBody: string;
  /** The parsed JSON, form fields, or the payload among them. */
  body: Json;
}

/** An app reduced to its listener: it verifies each request, and answers as the test says. */
export async function startReceiver(
  signingSecret: string,
  answer: (request: Received, response: ServerResponse) => void,
) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = request.headers;
    verify({
      secrets: [signingSecret],
      signature: String(signature),
      timestamp: String(timestamp),
      rawBody: raw,
      now: new Date(),
    });
    const one = { headers: request.headers, rawBody: raw.toString(), body: parse(raw.toString()) };
    received.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parse(raw: string): Json {
  if (raw.startsWith('{')) return JSON.parse(raw);
  const fields = Object.fromEntries(new URLSearchParams(raw));
  return fields.payload ? JSON.parse(fields.payload) : fields;
}
