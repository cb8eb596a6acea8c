import { HavocError, statusOf, toHavocError } from '../../base/index.js';

/** The answer to a request that did not become an envelope. */
export interface Refusal {
  status: number;
  /** JSON. */
  body: string;
  /** Stable, for example `signature.wrong`. */
  code: string;
  headers?: Readonly<Record<string, string>>;
}

/** The answers to Node.js's own errors, by the errors' codes. */
const TRANSPORT: Readonly<Record<string, { status: number; code: string; message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'request.headers_too_large',
    message: 'The headers are too large.',
  },
};

/** Codes whose HTTP status differs from their kind's status. */
const STATUSES: Readonly<Record<string, number>> = {
  'body.content_encoding': 415,
  'body.content_type': 415,
  'body.too_large': 413,
  'request.timeout': 408,
};

const MALFORMED = {
  status: 400,
  code: 'request.malformed',
  message: 'This is not a well-formed HTTP request.',
};

/** The answer to a request that failed. For an unknown failure, it reveals no internals. */
export function refusalFor(thrown: unknown): Refusal {
  const { kind, code, message } = toHavocError(thrown);
  return refusal({ status: STATUSES[code] ?? statusOf[kind].http, code, message });
}

/** The answer to bytes that are not HTTP. */
export function refusalForUnreadable(failure: NodeJS.ErrnoException): Refusal {
  return refusal(TRANSPORT[failure.code ?? ''] ?? MALFORMED);
}

/** Returns the error for a request that did not arrive in time. */
export function timedOut(): HavocError {
  return new HavocError({
    kind: 'deadline_exceeded',
    code: 'request.timeout',
    message: 'The request did not arrive in time.',
  });
}

export function wrongMethod(method: string): Refusal {
  return {
    ...refusal({ status: 405, code: 'request.method', message: `Slack sends POST, not ${method}.` }),
    headers: { allow: 'POST' },
  };
}

/** The answer to another method at a page with which people install the app. */
export function wrongMethodOfPage(method: string): Refusal {
  return {
    ...refusal({ status: 405, code: 'request.method', message: `Open this page with GET, not ${method}.` }),
    headers: { allow: 'GET, HEAD' },
  };
}

export function wrongExpectation(): Refusal {
  const message = 'The header expect has a value other than 100-continue: omit the header.';
  return refusal({ status: 417, code: 'request.expectation', message });
}

export function malformedPath(): Refusal {
  return refusal({ ...MALFORMED, message: 'The path is malformed: it contains an invalid percent escape.' });
}

export function noSuchPath(): Refusal {
  const message =
    'There is no such path: configure /slack/events in Slack, which accepts every kind of request.';
  return refusal({ status: 404, code: 'request.path', message });
}

function refusal({ status, code, message }: { status: number; code: string; message: string }): Refusal {
  return { status, code, body: JSON.stringify({ ok: false, error: code, message }) };
}
