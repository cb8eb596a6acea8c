import { connect, createServer, type Socket } from 'node:net';
import type { Written } from './secrets.js';
import { readHttp2 } from './secrets-http2.js';

/** Unix sockets that lead to others, and keep what goes through them. */
export interface Wire {
  /** Returns the address of a socket that leads to the one at this address. Any other address is returned unchanged. */
  via(address: string): string;
  written(): Written[];
  close(): void;
}

const UNIX = 'unix:';

/** @param folder the folder for the sockets */
export function createWire(folder: string): Wire {
  const addresses = new Map<string, string>();
  const servers: ReturnType<typeof createServer>[] = [];
  const sockets = new Set<Socket>();
  const recordings: { sink: string; chunks: Buffer[] }[] = [];

  function record(sink: string, socket: Socket): void {
    const chunks: Buffer[] = [];
    recordings.push({ sink, chunks });
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
  }

  function listen(address: string, path: string): void {
    const server = createServer((app) => {
      const sidecar = connect(address.slice(UNIX.length));
      record('the connection, from the app to the sidecar', app);
      record('the connection, from the sidecar to the app', sidecar);
      join(app, sidecar);
      join(sidecar, app);
    });
    servers.push(server.listen(path));
  }

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.end();
    });
  }

  return {
    via(address) {
      if (!address.startsWith(UNIX)) return address;
      const known = addresses.get(address);
      if (known !== undefined) return known;
      const path = `${folder}/wire-${addresses.size}.sock`;
      listen(address, path);
      addresses.set(address, `${UNIX}${path}`);
      return `${UNIX}${path}`;
    },
    written: () =>
      recordings.flatMap(({ sink, chunks }) =>
        readHttp2(Buffer.concat(chunks)).map((bytes) => ({ sink, bytes })),
      ),
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
