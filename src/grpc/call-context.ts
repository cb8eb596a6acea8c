import type { Metadata } from '@grpc/grpc-js';
import { HavocError } from '../base/index.js';
import type { Target } from '../installations/index.js';
import type { Logger } from '../log/index.js';
import { SlackRefusal } from '../slack/index.js';
import { type CallStatus, toStatus } from './status.js';

/** The parts of a call beside its request. */
export interface CallContext {
  target: Target;
  /** True if Slack must answer, even if havoc could answer from its store. */
  refresh?: boolean;
  /** Aborts when the caller cancels or its deadline passes. */
  signal: AbortSignal;
}

/** The members that all server-side calls of grpc-js share. */
interface AnyCall {
  metadata: Metadata;
  on(event: 'cancelled', listener: () => void): unknown;
}

export function contextOf(call: AnyCall): CallContext {
  const caller = new AbortController();
  call.on('cancelled', () => caller.abort());
  return { ...readMetadata(call.metadata), signal: caller.signal };
}

/** Returns the status of a call that threw. Logs the error if it is not one of the expected kinds. */
export function statusOfFailure(thrown: unknown, path: string, log: Logger): CallStatus {
  const isExpected = thrown instanceof HavocError || thrown instanceof SlackRefusal;
  if (!isExpected) log.error({ err: thrown, path }, 'a call failed with an internal error');
  return toStatus(thrown);
}

/** Reads from the metadata which installation a call acts for, and whether Slack must answer. */
function readMetadata(metadata: Metadata): Omit<CallContext, 'signal'> {
  const text = (key: string) => {
    const [value] = metadata.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const target = {
    team_id: text('havoc-team'),
    enterprise_id: text('havoc-enterprise'),
    user_id: text('havoc-user'),
    ...(text('havoc-org-wide') === 'true' && { is_enterprise_install: true }),
  };
  return { target, ...(text('havoc-refresh') === 'true' && { refresh: true }) };
}
