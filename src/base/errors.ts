/** What went wrong, in the words of gRPC's status codes. */
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
  /** Stable, for programs: `room.what_happened`, as in `inbox.lease_lost`. */
  code: string;
  /** For people: what is wrong, and what to do. Holds no secret. */
  message: string;
  fields?: Record<string, string | number | boolean | undefined>;
  cause?: unknown;
}

/** The one error that havoc's own code throws. Anything else that is thrown is a defect, shown as `internal`. */
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

/** How a kind shows at the edges: the gRPC status code and the HTTP status. */
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

/** Whatever was thrown, as a HavocError; what is not one already becomes `internal` and keeps its cause. */
export function toHavocError(thrown: unknown): HavocError {
  if (thrown instanceof HavocError) return thrown;
  return new HavocError({
    kind: 'internal',
    code: 'internal',
    message: "Something went wrong inside havoc; its log shows what, under the same time and 'internal'.",
    cause: thrown,
  });
}
