import { HavocError, networkCauseOf } from '../base/index.js';
import { type FindToken, type Target, tenantOf } from '../installations/index.js';
import type { TrafficEntry } from '../traffic/index.js';
import type { IdleLimit } from './idle-limit.js';
import type { Send } from './send.js';
import type { SlackHosts } from './slack-hosts.js';

/** The target that a transfer acts for, and the signal that ends it. */
export interface TransferContext {
  target: Target;
  signal: AbortSignal;
}

export interface FilesOptions {
  send: Send;
  findToken: FindToken;
  /** The URL of Slack's Web API. */
  apiUrl: string;
  record: (entry: TrafficEntry) => void;
  /** The size of the largest file, in either direction. */
  limitBytes: number;
  fetch?: typeof globalThis.fetch;
  /** How long a transfer may go without progress. */
  idleMs?: number;
  now?: () => Date;
}

/** What all transfers need. */
export interface TransferDeps extends Required<FilesOptions> {
  hosts: SlackHosts;
}

/** A transfer's entry in the traffic record. It is written once, when the transfer has ended. */
export interface TransferRecord {
  end(outcome: string, status?: number): void;
}

/**
 * Starts a transfer's record. Only the first end counts. An abort by the caller is an end, because a transfer whose
 * chunks are never read has no other end.
 *
 * @param name the transfer's name in the traffic record, for example `files.download`
 */
export function startRecord(
  { record, now }: TransferDeps,
  { name, team_id, signal }: { name: string; team_id?: string; signal: AbortSignal },
): TransferRecord {
  const at = now();
  const startedMs = performance.now();
  let isEnded = false;
  const end: TransferRecord['end'] = (outcome, status) => {
    if (isEnded) return;
    isEnded = true;
    signal.removeEventListener('abort', cancel);
    record({
      at,
      direction: 'out',
      name,
      outcome,
      tookMs: performance.now() - startedMs,
      ...(team_id && { team_id }),
      ...(status !== undefined && { status }),
    });
  };
  const cancel = () => end('files.cancelled');
  signal.addEventListener('abort', cancel);
  return { end };
}

/** Finds the token that acts for the caller, and the tenant whose traffic it is. */
export async function findTransferToken(
  { findToken }: TransferDeps,
  { target, signal }: TransferContext,
): Promise<{ token: string; team_id: string }> {
  const { token, installation } = await findToken(target, { signal });
  return { token, team_id: tenantOf(installation) };
}

/** Passes the pieces on, no faster than they are read. Throws when their total size exceeds the limit. */
export async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
  idle: Pick<IdleLimit, 'touch' | 'waitForReader'>,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    idle.waitForReader();
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
    idle.touch();
  }
}

export function tooLarge(limitBytes: number): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'files.too_large',
    message: `The file is larger than ${limitBytes} bytes: raise most_bytes, or the sidecar’s HAVOC_FILE_LIMIT_BYTES.`,
    fields: { limitBytes },
  });
}

/**
 * Returns the error that the caller of a failed transfer gets: havoc's own error unchanged, `files.cancelled` after an
 * abort, otherwise `files.unreachable`.
 */
export function transferFailure(thrown: unknown, signal: AbortSignal): unknown {
  if (thrown instanceof HavocError) return thrown;
  const { reason } = signal;
  if (signal.aborted && reason instanceof HavocError) return reason;
  if (signal.aborted) {
    return new HavocError({
      kind: 'cancelled',
      code: 'files.cancelled',
      message: 'The caller cancelled the transfer.',
      cause: thrown,
    });
  }
  return new HavocError({
    kind: 'unavailable',
    code: 'files.unreachable',
    message: `The connection to Slack for the file failed: ${networkCauseOf(thrown)}. Try again.`,
    cause: thrown,
  });
}

/** Returns the error's code, for the traffic record. */
export function outcomeOf(failure: unknown): string {
  return failure instanceof HavocError ? failure.code : 'internal';
}
