import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Logger } from '../log/index.js';
import { type CallContext, contextOf, statusOfFailure } from './call-context.js';
import { checkRead } from './malformed.js';
import type { CallStatus } from './status.js';

/** The response of a call, or the status with which it is refused. */
export type Outcome<Response> = { response: Response } | { refused: CallStatus };

/** Runs a unary call. A thrown error becomes its status, and an unexpected error is logged. */
export function unary<Request, Response>(
  log: Logger,
  handle: (request: Request, context: CallContext) => Promise<Outcome<Response>>,
) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const handled = async () => {
      checkRead(call.request);
      return handle(call.request, contextOf(call));
    };
    handled().then(
      (outcome) => {
        if ('refused' in outcome) callback(outcome.refused);
        else callback(null, outcome.response);
      },
      (thrown: unknown) => callback(statusOfFailure(thrown, call.getPath(), log)),
    );
  };
}
