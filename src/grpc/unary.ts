import type { Metadata, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { HavocError } from '../base/index.js';
import type { Target } from '../installations/index.js';
import type { Logger } from '../log/index.js';
import { type CallStatus, toStatus } from './status.js';

/** What a call carries beside its request. */
export interface CallContext {
  target: Target;
  /** Aborts when the caller cancels, or its deadline passes. */
  signal: AbortSignal;
}

/** The answer, or the status that refuses it. */
export type Outcome<Response> = { response: Response } | { refused: CallStatus };

/** Runs one unary call: a throw becomes its status, and what nobody expected goes to the log whole. */
export function unary<Request, Response>(
  log: Logger,
  handle: (request: Request, context: CallContext) => Promise<Outcome<Response>>,
) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const caller = new AbortController();
    call.on('cancelled', () => caller.abort());
    handle(call.request, { target: targetOf(call.metadata), signal: caller.signal }).then(
      (outcome) => {
        if ('refused' in outcome) callback(outcome.refused);
        else callback(null, outcome.response);
      },
      (thrown: unknown) => {
        if (!(thrown instanceof HavocError))
          log.error({ err: thrown, path: call.getPath() }, 'a call failed inside');
        callback(toStatus(thrown));
      },
    );
  };
}

/** Which installation a call acts for, by its metadata. */
function targetOf(metadata: Metadata): Target {
  const text = (key: string) => {
    const [value] = metadata.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    team_id: text('havoc-team'),
    enterprise_id: text('havoc-enterprise'),
    user_id: text('havoc-user'),
  };
}
