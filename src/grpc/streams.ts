import { once } from 'node:events';
import type { ServerReadableStream, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import type { Logger } from '../log/index.js';
import { type CallContext, contextOf, statusOfFailure } from './call-context.js';
import { checkRead } from './malformed.js';

/** Runs one call that answers many times, no faster than its caller reads; a throw becomes its status. */
export function serverStream<Request, Response>(
  log: Logger,
  handle: (request: Request, context: CallContext) => AsyncIterable<Response>,
) {
  return async (stream: ServerWritableStream<Request, Response>): Promise<void> => {
    const context = contextOf(stream);
    try {
      checkRead(stream.request);
      for await (const response of handle(stream.request, context)) {
        if (context.signal.aborted) return;
        if (!stream.write(response)) await once(stream, 'drain', { signal: context.signal });
      }
      stream.end();
    } catch (thrown) {
      if (context.signal.aborted) return;
      stream.emit('error', statusOfFailure(thrown, stream.getPath(), log));
    }
  };
}

/** Runs one call that is sent many requests, no faster than they are read; a throw becomes its status. */
export function clientStream<Request, Response>(
  log: Logger,
  handle: (requests: AsyncIterable<Request>, context: CallContext) => Promise<Response>,
) {
  return (stream: ServerReadableStream<Request, Response>, callback: sendUnaryData<Response>): void => {
    const context = contextOf(stream);
    // What breaks on the way is told by `cancelled`, and by the end of the requests.
    stream.on('error', () => {});
    handle(stream, context).then(
      (response) => callback(null, response),
      (thrown: unknown) => {
        // Whoever has gone hears nothing more, and what their going broke is no defect.
        if (!context.signal.aborted) callback(statusOfFailure(thrown, stream.getPath(), log));
      },
    );
  };
}
