/**
 * The kind of an error: the gRPC status code that it becomes.
 *
 * @example
 * ```ts
 * import { type ErrorKind, HavocError } from '@havoc/client';
 *
 * const temporary: ErrorKind[] = ['unavailable', 'deadline_exceeded', 'resource_exhausted'];
 * export const mayRetry = (error: unknown) => error instanceof HavocError && temporary.includes(error.kind);
 * ```
 */
export type ErrorKind =
  | 'invalid_argument'
  | 'unauthenticated'
  | 'permission_denied'
  | 'not_found'
  | 'already_exists'
  | 'failed_precondition'
  | 'resource_exhausted'
  | 'aborted'
  | 'deadline_exceeded'
  | 'unavailable'
  | 'unimplemented'
  | 'cancelled'
  | 'internal';

export interface HavocErrorDetails {
  kind: ErrorKind;
  /** A stable code for programs: `room.what_happened`, such as `inbox.lease_lost`. */
  code: string;
  /** A text for people: what is wrong and what to do. It must not contain secrets. */
  message: string;
  fields?: Record<string, string | number | boolean | undefined>;
  cause?: unknown;
}

/**
 * The only error that havoc's own code throws. Any other thrown value is a defect and is reported as `internal`.
 *
 * @example
 * ```ts
 * import { Havoc, HavocError } from '@havoc/client';
 *
 * try {
 *   await new Havoc().start({ timeoutMs: 5_000 });
 * } catch (error) {
 *   if (error instanceof HavocError && error.code === 'client.not_connected') process.exit(1);
 *   throw error;
 * }
 * ```
 */
export class HavocError extends Error {
  override readonly name = 'HavocError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly fields: Record<string, string | number | boolean | undefined>;

  constructor({ kind, code, message, fields = {}, cause }: HavocErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.fields = fields;
  }
}

/** The gRPC status code and the HTTP status of each kind. */
export const statusOf: Record<ErrorKind, { grpc: number; http: number }> = {
  cancelled: { grpc: 1, http: 499 },
  invalid_argument: { grpc: 3, http: 400 },
  deadline_exceeded: { grpc: 4, http: 504 },
  not_found: { grpc: 5, http: 404 },
  already_exists: { grpc: 6, http: 409 },
  permission_denied: { grpc: 7, http: 403 },
  resource_exhausted: { grpc: 8, http: 429 },
  failed_precondition: { grpc: 9, http: 412 },
  aborted: { grpc: 10, http: 409 },
  unimplemented: { grpc: 12, http: 501 },
  internal: { grpc: 13, http: 500 },
  unavailable: { grpc: 14, http: 503 },
  unauthenticated: { grpc: 16, http: 401 },
};

/** Converts a thrown value to a HavocError. Any other value becomes the cause of an `internal` error. */
export function toHavocError(thrown: unknown): HavocError {
  if (thrown instanceof HavocError) return thrown;
  return new HavocError({
    kind: 'internal',
    code: 'internal',
    message: "An internal error occurred in havoc. havoc's log has the details, at the time of this error.",
    cause: thrown,
  });
}
