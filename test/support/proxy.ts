import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface CuttableProxy {
  port: number;
  /** How many pieces it carried so far, both ways together. */
  carried(): number;
  /** Breaks every connection, and takes no more. */
  cut(): void;
  /** Carries nothing any more, and closes nothing either, as a network that loses every packet. */
  hush(): void;
  /** Carries everything again, over new connections. */
  restore(): void;
  close(): void;
}

export interface ProxyOptions {
  /** Breaks a connection on which nothing passed for so long; never where absent. */
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
