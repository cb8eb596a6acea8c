import { once } from 'node:events';
import type { ServerReadableStream, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import type { Logger } from '../log/index.js';
import { type CallContext, contextOf, statusOfFailure } from './call-context.js';
import { checkRead } from './malformed.js';

/** Runs a server-streaming call at the pace at which its caller reads. A thrown error becomes the status. */
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

/** Runs a client-streaming call, and reads its requests at the pace of the handler. A thrown error becomes the status. */
export function clientStream<Request, Response>(
  log: Logger,
  handle: (requests: AsyncIterable<Request>, context: CallContext) => Promise<Response>,
) {
  return (stream: ServerReadableStream<Request, Response>, callback: sendUnaryData<Response>): void => {
    const context = contextOf(stream);
    // A broken connection is also reported by `cancelled` and by the end of the requests.
    stream.on('error', () => {});
    handle(stream, context).then(
      (response) => callback(null, response),
      (thrown: unknown) => {
        // A caller that has gone gets no status, and an error that its leaving caused is not a defect.
        if (!context.signal.aborted) callback(statusOfFailure(thrown, stream.getPath(), log));
      },
    );
  };
}
