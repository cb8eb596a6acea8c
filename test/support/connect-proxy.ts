import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A local HTTP proxy whose tunnels all lead to one port. */
export interface ConnectProxy {
  /** The URL, for HTTPS_PROXY. */
  url: string;
  /** The requested targets, such as `slack.com:443`, in order. */
  targets: string[];
  /** The values of Proxy-Authorization, in order. */
  authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** @param port the target of every tunnel; without it, every tunnel is refused with 502 */
export async function startConnectProxy(port?: number): Promise<ConnectProxy> {
  const targets: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => void response.writeHead(400).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('connect', ({ url = '', headers }, near: Socket) => {
    targets.push(url);
    authorizations.push(headers['proxy-authorization']);
    near.on('error', () => near.destroy());
    if (port === undefined) return void near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const far = connect(port, '127.0.0.1', () => near.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    authorizations,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
