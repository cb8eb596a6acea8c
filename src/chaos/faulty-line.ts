import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A proxy to a server that simulates the faults of a network. */
export interface FaultyLine {
  port: number;
  /** Connects to this port from now on. Open connections stay as they are. */
  aim(port: number): void;
  /** Breaks every connection. */
  breakAll(): void;
  /** Breaks every connection, and refuses new ones. */
  cut(): void;
  /** Transmits nothing, and closes nothing. Data in transit arrives after restore(). */
  hush(): void;
  /** Delays all data by this time, in each direction. */
  delay(ms: number): void;
  /** Breaks the connection that next sends one of the texts, before or right after the text arrives. */
  trap(texts: readonly string[], when: 'before' | 'after'): void;
  /** Ends all faults. Returns true if a trap was not triggered. */
  restore(): boolean;
  close(): Promise<void>;
}

/** How long the far end has to read the last data before its connection is closed. */
const LINGER_MS = 300;

export async function startFaultyLine(): Promise<FaultyLine> {
  const sockets = new Set<Socket>();
  let target = 0;
  let state: 'well' | 'cut' | 'hushed' = 'well';
  let delayMs = 0;
  let trap: { texts: readonly string[]; when: 'before' | 'after' } | undefined;

  /** Passes on data in order, even if the delay has changed between two pieces. */
  function carry(from: Socket, to: Socket, mayPass: (chunk: Buffer) => boolean): void {
    let last: Promise<unknown> = Promise.resolve();
    let underWay = 0;
    from.on('data', (chunk) => {
      if (!mayPass(chunk)) return;
      const write = () => void (to.writable && to.write(chunk));
      if (delayMs === 0 && underWay === 0) return write();
      underWay++;
      last = Promise.all([last, wait(delayMs)]).then(() => {
        underWay--;
        write();
      });
    });
  }

  function join(near: Socket): void {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    let lingers = false;
    for (const end of [near, far]) {
      sockets.add(end);
      end.setNoDelay(true);
      if (state === 'hushed') end.pause();
      end.on('error', () => end.destroy());
      end.on('close', () => sockets.delete(end));
    }
    near.on('end', () => far.end());
    far.on('end', () => near.end());
    near.on('close', () => !lingers && far.destroy());
    far.on('close', () => near.destroy());

    function spring(chunk: Buffer): boolean {
      if (!trap?.texts.some((text) => chunk.includes(text))) return false;
      if (trap.when === 'after') far.write(chunk);
      trap = undefined;
      lingers = true;
      near.destroy();
      setTimeout(() => far.destroy(), LINGER_MS);
      return true;
    }
    carry(near, far, (chunk) => !lingers && !spring(chunk));
    carry(far, near, () => true);
  }

  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (state === 'cut') near.destroy();
    else join(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    port: (server.address() as AddressInfo).port,
    aim(port) {
      target = port;
    },
    breakAll,
    cut() {
      state = 'cut';
      breakAll();
    },
    hush() {
      state = 'hushed';
      for (const socket of sockets) socket.pause();
    },
    delay(ms) {
      delayMs = ms;
    },
    trap(texts, when) {
      trap = { texts, when };
    },
    restore() {
      const isUnsprung = trap !== undefined;
      state = 'well';
      delayMs = 0;
      trap = undefined;
      for (const socket of sockets) socket.resume();
      return isUnsprung;
    },
    async close() {
      server.close();
      breakAll();
      await once(server, 'close');
    },
  };
}
