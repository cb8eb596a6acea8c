import type { Metadata } from '@grpc/grpc-js';
import { HavocError } from '../base/index.js';
import type { Target } from '../installations/index.js';
import type { Logger } from '../log/index.js';
import { SlackRefusal } from '../slack/index.js';
import { type CallStatus, toStatus } from './status.js';

/** What a call carries beside its request. */
export interface CallContext {
  target: Target;
  /** Aborts when the caller cancels, or its deadline passes. */
  signal: AbortSignal;
}

/** Any of grpc-js's calls, on the server's side. */
interface AnyCall {
  metadata: Metadata;
  on(event: 'cancelled', listener: () => void): unknown;
}

export function contextOf(call: AnyCall): CallContext {
  const caller = new AbortController();
  call.on('cancelled', () => caller.abort());
  return { target: targetOf(call.metadata), signal: caller.signal };
}

/** How a call ends for what it threw; what nobody expected goes to the log whole. */
export function statusOfFailure(thrown: unknown, path: string, log: Logger): CallStatus {
  const isExpected = thrown instanceof HavocError || thrown instanceof SlackRefusal;
  if (!isExpected) log.error({ err: thrown, path }, 'a call failed inside');
  return toStatus(thrown);
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
