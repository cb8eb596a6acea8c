import { HavocError, networkCauseOf } from '../base/index.js';
import { type FindToken, type Target, tenantOf } from '../installations/index.js';
import type { TrafficEntry } from '../traffic/index.js';
import type { IdleLimit } from './idle-limit.js';
import type { Send } from './send.js';
import type { SlackHosts } from './slack-hosts.js';

/** Whom a transfer is for, and what ends it. */
export interface TransferContext {
  target: Target;
  signal: AbortSignal;
}

export interface FilesOptions {
  send: Send;
  findToken: FindToken;
  /** Where Slack's Web API is. */
  apiUrl: string;
  record: (entry: TrafficEntry) => void;
  /** The largest file, either way. */
  limitBytes: number;
  fetch?: typeof globalThis.fetch;
  /** How long nothing may move. */
  idleMs?: number;
  now?: () => Date;
}

/** What all transfers work with. */
export interface TransferDeps extends Required<FilesOptions> {
  hosts: SlackHosts;
}

/** A transfer's line in the traffic: written once, when it has ended. */
export interface TransferRecord {
  end(outcome: string, status?: number): void;
}

/**
 * The first end counts, and the caller's going is one: of what was never read, there is no other.
 *
 * @param name what traffic calls it, as in `files.download`
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

/** The token that acts for the caller, and whose traffic it is. */
export async function findTransferToken(
  { findToken }: TransferDeps,
  { target, signal }: TransferContext,
): Promise<{ token: string; team_id: string }> {
  const { token, installation } = await findToken(target, { signal });
  return { token, team_id: tenantOf(installation) };
}

/** Passes the pieces on, no faster than they are taken, and fails when they come to more than the limit. */
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
    message: `The file is larger than ${limitBytes} bytes: raise most_bytes, or HAVOC_FILE_LIMIT_BYTES at the sidecar.`,
    fields: { limitBytes },
  });
}

/** What a failed transfer is to the caller: havoc's own errors as they are, anything else as unreachable. */
export function transferFailure(thrown: unknown, signal: AbortSignal): unknown {
  if (thrown instanceof HavocError) return thrown;
  const { reason } = signal;
  if (signal.aborted && reason instanceof HavocError) return reason;
  if (signal.aborted) {
    return new HavocError({
      kind: 'cancelled',
      code: 'files.cancelled',
      message: 'The transfer was cancelled by its caller.',
      cause: thrown,
    });
  }
  return new HavocError({
    kind: 'unavailable',
    code: 'files.unreachable',
    message: `The connection to Slack for the file did not come about, or broke: ${networkCauseOf(thrown)}. Try again.`,
    cause: thrown,
  });
}

/** The error's code, for the traffic. */
export function outcomeOf(failure: unknown): string {
  return failure instanceof HavocError ? failure.code : 'internal';
}
