import { HavocError, statusOf, toHavocError } from '../../base/index.js';

/** How a request is answered that did not become an envelope. */
export interface Refusal {
  status: number;
  /** JSON. */
  body: string;
  /** Stable, as in `signature.stale`. */
  code: string;
}

/** fastify's and Node's own errors, by their codes. */
const TRANSPORT: Readonly<Record<string, { status: number; code: string; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body.too_large',
    message: 'The body is larger than HAVOC_BODY_LIMIT_BYTES allows, and than what Slack sends as a rule.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'body.wrong_length',
    message: 'The body is not as long as its Content-Length says.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request.timeout',
    message: 'The request did not arrive whole in time.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'request.headers_too_large',
    message: 'The headers are too large.',
  },
};

const MALFORMED = {
  status: 400,
  code: 'request.malformed',
  message: 'This is not a well-formed HTTP request.',
};

/** The answer for whatever a request failed with; an unknown failure shows nothing of its inside. */
export function refusalFor(thrown: unknown): Refusal {
  const transport = TRANSPORT[codeOf(thrown)];
  if (transport) return refusal(transport);
  const { kind, code, message } = toHavocError(thrown);
  const status = code === 'body.content_type' ? 415 : statusOf[kind].http;
  return refusal({ status, code, message });
}

/** The same for what is not even HTTP. */
export function refusalForUnreadable(failure: NodeJS.ErrnoException): Refusal {
  return refusal(TRANSPORT[failure.code ?? ''] ?? MALFORMED);
}

export function wrongMethod(method: string): Refusal {
  return refusal({ status: 405, code: 'request.method', message: `Slack sends POST, not ${method}.` });
}

export function malformedPath(): Refusal {
  return refusal({ ...MALFORMED, message: 'The path is not well-formed: a percent escape is broken.' });
}

export function noSuchPath(): Refusal {
  const message = 'Nothing is here: point Slack at /slack/events, which takes everything.';
  return refusal({ status: 404, code: 'request.path', message });
}

function refusal({ status, code, message }: { status: number; code: string; message: string }): Refusal {
  return { status, code, body: JSON.stringify({ ok: false, error: code, message }) };
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof HavocError || typeof thrown !== 'object' || thrown === null) return '';
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
