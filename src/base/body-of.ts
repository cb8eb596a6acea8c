import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/**
 * What fetch was answered with, which ends with the signal and for its reason, read or not. fetch itself listens to
 * its signal by way of an object that nobody else may hold: after a garbage collection, an abort would reach nobody.
 *
 * @see https://github.com/nodejs/undici/issues/3644
 */
export function bodyOf({ body }: Response, signal: AbortSignal): Readable {
  // Where a browser's types are at hand too, this is theirs.
  const pieces = body ? Readable.fromWeb(body as ReadableStream) : Readable.from([]);
  const end = () => pieces.destroy(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  pieces.once('close', () => signal.removeEventListener('abort', end));
  // Whoever reads is told; where nobody does, an error that nobody listens for would end the process.
  pieces.on('error', () => {});
  if (signal.aborted) end();
  return pieces;
}
