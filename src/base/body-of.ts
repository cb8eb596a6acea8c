import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/**
 * Returns the body of a `fetch` response as a stream. When `signal` aborts, the stream is destroyed with the signal's
 * reason, whether or not the body is being read. The signal that is passed to `fetch` does not ensure that: `fetch`
 * listens to it through an internal object. Once that object is garbage-collected, an abort has no effect.
 *
 * @see https://github.com/nodejs/undici/issues/3644
 */
export function bodyOf({ body }: Response, signal: AbortSignal): Readable {
  // If the DOM types are loaded too, `body` has the DOM's type of ReadableStream.
  const pieces = body ? Readable.fromWeb(body as ReadableStream) : Readable.from([]);
  const end = () => pieces.destroy(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  pieces.once('close', () => signal.removeEventListener('abort', end));
  // A reader gets the error anyway. If there is no reader, this listener keeps the error from ending the process.
  pieces.on('error', () => {});
  if (signal.aborted) end();
  return pieces;
}
