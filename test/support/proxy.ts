import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that a test can break. */
export interface CuttableProxy {
  port: number;
  /** The number of chunks passed on so far, in both directions. */
  carried(): number;
  /** Breaks every connection, and accepts no more. */
  cut(): void;
  /** Stops passing on data but keeps the connections open, like a network that loses every packet. */
  hush(): void;
  /** Works again, for new connections. */
  restore(): void;
  close(): void;
}

export interface ProxyOptions {
  /** Breaks a connection that was idle for this long; never by default. */
  forgetsAfterMs?: number;
}

export async function startProxy(
  target: { host: string; port: number },
  { forgetsAfterMs = 0 }: ProxyOptions = {},
): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let isHushed = false;
  let pieces = 0;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    if (isHushed) {
      near.on('error', () => near.destroy());
      return void sockets.add(near);
    }
    const far = connect(target);
    const ends = [near, far];
    for (const end of ends) {
      sockets.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        sockets.delete(end);
        for (const other of ends) other.destroy();
      });
    }
    near.setTimeout(forgetsAfterMs, () => near.destroy());
    for (const end of ends) end.on('data', () => pieces++);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    carried: () => pieces,
    cut() {
      isCut = true;
      breakAll();
    },
    hush() {
      isHushed = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    restore() {
      if (isHushed) breakAll();
      isCut = false;
      isHushed = false;
    },
    close() {
      server.close();
      breakAll();
    },
  };
}
