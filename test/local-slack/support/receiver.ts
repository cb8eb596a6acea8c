import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../../src/local-slack/model.js';
import { verify } from '../../../src/slack/index.js';

/** One request to the app, with a verified signature. */
export interface Received {
  headers: IncomingHttpHeaders;
  rawBody: string;
  /** The parsed JSON, the form fields, or the parsed JSON of the form field `payload`. */
  body: Json;
}

/** Starts a minimal app. It verifies the signature of each request and answers with the function of the test. */
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
