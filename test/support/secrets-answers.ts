import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Written } from './secrets.js';

/** Keeps what HTTP servers of this process send. */
export interface Answers {
  /** Keeps what the server at this URL sends from now on. */
  watch(url: string | undefined, sink: string): void;
  written(): Written[];
  stop(): void;
}

/** Node.js tells of each connection that a server accepts. */
const ACCEPTED = 'net.server.socket';

export function createAnswers(): Answers {
  const sinks = new Map<number, string>();
  const recordings: { sink: string; chunks: Buffer[] }[] = [];

  function onAccepted(message: unknown): void {
    const { socket } = message as { socket: Socket };
    const sink = sinks.get(socket.localPort ?? 0);
    if (sink === undefined) return;
    const chunks: Buffer[] = [];
    recordings.push({ sink, chunks });
    socket.write = new Proxy(socket.write, {
      apply(write, self, given) {
        const [chunk, encoding] = given;
        chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk);
        return Reflect.apply(write, self, given);
      },
    });
  }

  subscribe(ACCEPTED, onAccepted);
  return {
    watch(url, sink) {
      if (url !== undefined) sinks.set(Number(new URL(url).port), sink);
    },
    written: () => recordings.map(({ sink, chunks }) => ({ sink, bytes: Buffer.concat(chunks) })),
    stop: () => void unsubscribe(ACCEPTED, onAccepted),
  };
}

/** The second argument of `write` may be the callback. */
function encodingOf(given: unknown): BufferEncoding {
  return typeof given === 'string' && Buffer.isEncoding(given) ? given : 'utf8';
}
