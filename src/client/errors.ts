import type { Metadata, ServiceError } from '@grpc/grpc-js';
import { type ErrorKind, HavocError, MOST_MESSAGE_BYTES, statusOf } from '../base/index.js';
import { decodeStatusDetails } from '../wire/index.js';

export interface SlackErrorDetails {
  code: string;
  method: string;
  message?: string;
  needed?: string;
  provided?: string;
  retryAfterMs?: number;
  data: Record<string, unknown>;
}

/** Slack answered a call with `ok: false`. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  /** Slack's own word, as in `channel_not_found`. */
  readonly code: string;
  /** As in `chat.postMessage`. */
  readonly method: string;
  /** The scope that the call needs, of `missing_scope`. */
  readonly needed?: string;
  /** The scopes that the token has, of `missing_scope`. */
  readonly provided?: string;
  /** When to try again, of `ratelimited`. */
  readonly retryAfterMs?: number;
  /** Slack's answer, as far as it came with the error; `ok` and `error` always. */
  readonly data: Record<string, unknown>;

  constructor({ code, method, message, needed, provided, retryAfterMs, data }: SlackErrorDetails) {
    super(message ?? `Slack refused ${method}: ${code}`);
    this.code = code;
    this.method = method;
    this.needed = needed;
    this.provided = provided;
    this.retryAfterMs = retryAfterMs;
    this.data = data;
  }
}

/** What `next` rejects with in middleware, under Bolt's name, when more than one listener threw. */
export class MultipleListenerError extends Error {
  override readonly name = 'MultipleListenerError';

  /** @param originals what each of the listeners threw */
  constructor(readonly originals: readonly unknown[]) {
    super(`${originals.length} listeners failed; originals has the error of each.`);
  }
}

/** Thrown by a handler for what no further attempt can mend: the delivery is settled as failed, for good. */
export class Unrecoverable extends Error {
  override readonly name = 'Unrecoverable';
}

const kinds = new Map(Object.entries(statusOf).map(([kind, { grpc }]) => [grpc, kind as ErrorKind]));

/** The kind of a gRPC status code; `internal` for one that havoc does not use. */
function kindOf(grpcCode: number): ErrorKind {
  return kinds.get(grpcCode) ?? 'internal';
}

/** A failed call as what the app sees: SlackError when Slack refused it, else HavocError. */
export function toClientError(failure: ServiceError, method: string): SlackError | HavocError {
  const details = decodeStatusDetails(findDetails(failure.metadata));
  const { reason, domain, metadata, retryAfterMs } = details;
  if (reason !== undefined && domain === 'slack.com') {
    const { needed, provided } = metadata;
    const data = { ok: false, error: reason, needed, provided, ...parseData(metadata.data) };
    return new SlackError({
      code: reason,
      method,
      message: failure.details,
      needed,
      provided,
      retryAfterMs,
      data,
    });
  }
  if (reason === undefined && /message (with a size )?larger than/.test(failure.details ?? ''))
    return tooLarge(method, failure);
  return new HavocError({
    kind: kindOf(failure.code),
    code: reason ?? 'client.call_failed',
    message: `${method} failed: ${failure.details || failure.message}`,
    fields: { method, retryAfterMs },
    cause: failure,
  });
}

/** grpc-js says so in its own words alone. */
function tooLarge(method: string, cause: ServiceError): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'client.message_too_large',
    message: `${method} failed: what was asked or answered is larger than the ${MOST_MESSAGE_BYTES} bytes that one call carries. Ask for fewer at once by limit and pages(), and move files by slack.files.`,
    fields: { method },
    cause,
  });
}

function findDetails(metadata: Metadata | undefined): Uint8Array {
  const [bytes] = metadata?.get('grpc-status-details-bin') ?? [];
  return bytes instanceof Uint8Array ? bytes : new Uint8Array();
}

function parseData(json: string | undefined): Record<string, unknown> {
  if (json === undefined) return {};
  try {
    const data: unknown = JSON.parse(json);
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch {
    return {};
  }
}

/** A call that ended well, but without what it was for. */
export function noResponse(name: string): HavocError {
  return new HavocError({
    kind: 'internal',
    code: 'client.no_response',
    message: `${name} ended without an answer. Look into the sidecar's log; its version may not fit this client's.`,
  });
}

/** Whatever is asked of a Havoc after stop(). */
export function stopped(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.stopped',
    message: 'This Havoc was stopped. Make a new one to connect again.',
  });
}
