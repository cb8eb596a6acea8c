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

/**
 * Thrown when Slack answers a call with `ok: false`.
 *
 * @example
 * ```ts
 * import { type Slack, SlackError } from '@havoc/client';
 *
 * export async function archive(slack: Slack, channel: string) {
 *   try {
 *     await slack.conversations.archive({ channel });
 *   } catch (error) {
 *     if (!(error instanceof SlackError) || error.code !== 'already_archived') throw error;
 *   }
 * }
 * ```
 */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  /** Slack's error code, such as `channel_not_found`. */
  readonly code: string;
  /** The method that was called, such as `chat.postMessage`. */
  readonly method: string;
  /** For `missing_scope`: the scope that the call needs. */
  readonly needed?: string;
  /** For `missing_scope`: the scopes that the token has. */
  readonly provided?: string;
  /** For `ratelimited`: how long to wait before the next attempt. */
  readonly retryAfterMs?: number;
  /** Slack's answer, as far as it was transmitted with the error. `ok` and `error` are always set. */
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

/**
 * The error of `next` in middleware when more than one listener threw. The name is Bolt's.
 *
 * @example
 * ```ts
 * import { Havoc, MultipleListenerError } from '@havoc/client';
 *
 * new Havoc().use(async ({ next, log }) => {
 *   try {
 *     await next();
 *   } catch (error) {
 *     if (error instanceof MultipleListenerError) log.warn(`${error.originals.length} listeners failed`);
 *     throw error;
 *   }
 * });
 * ```
 */
export class MultipleListenerError extends Error {
  override readonly name = 'MultipleListenerError';

  /** @param originals the errors of the listeners */
  constructor(readonly originals: readonly unknown[]) {
    super(`${originals.length} listeners failed. The property originals has the error of each.`);
  }
}

/**
 * Thrown by a handler when further attempts cannot succeed. Unless another listener throws a different error, havoc
 * makes the envelope a dead letter at once.
 *
 * @example
 * ```ts
 * import { Havoc, Unrecoverable } from '@havoc/client';
 *
 * new Havoc().event('file_shared', async ({ event, slack }) => {
 *   const { file } = await slack.files.info({ file: event.file_id });
 *   if (file?.mimetype !== 'text/csv') throw new Unrecoverable(`${event.file_id} is not a CSV file`);
 * });
 * ```
 */
export class Unrecoverable extends Error {
  override readonly name = 'Unrecoverable';
}

const kinds = new Map(Object.entries(statusOf).map(([kind, { grpc }]) => [grpc, kind as ErrorKind]));

/** The error kind for a gRPC status code; `internal` for codes that havoc does not use. */
function kindOf(grpcCode: number): ErrorKind {
  return kinds.get(grpcCode) ?? 'internal';
}

/** The error that the app sees for a failed call: SlackError if Slack refused it, otherwise HavocError. */
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

/** The error for a message beyond gRPC's size limit. Only the text of grpc-js's message shows this cause. */
function tooLarge(method: string, cause: ServiceError): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'client.message_too_large',
    message: `${method} failed: its request or answer is larger than ${MOST_MESSAGE_BYTES} bytes, the limit of one call. Ask for fewer items at once with limit and pages(), and transfer files with slack.files.`,
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

/** The error for a call that succeeded, but without a response. */
export function noResponse(name: string): HavocError {
  return new HavocError({
    kind: 'internal',
    code: 'client.no_response',
    message: `${name} ended without an answer. Check the sidecar's log; the sidecar's version may not match this client's.`,
  });
}

/** The error for any use of a Havoc after stop(). */
export function stopped(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.stopped',
    message: 'This Havoc was stopped. Create a new one to connect again.',
  });
}
