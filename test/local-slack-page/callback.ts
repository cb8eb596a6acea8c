import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app's redirect URL, which says what it was called with. */
export interface Callback {
  url: string;
  close(): Promise<void>;
}

/** Starts a server that answers every request with the words "You are back". */
export async function startCallback(): Promise<Callback> {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end('You are back'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/oauth_redirect`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
