import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Metadata, type status } from '@grpc/grpc-js';
import { jsonText, statusOf, toHavocError } from '../base/index.js';
import { kindOfSlackError, type SlackAnswer, SlackRefusal } from '../slack/index.js';
import { explainSlackError, scopesOf } from './explain-slack-error.js';
import { shorten } from './shorten.js';

/** The status of a failed call, in the form that grpc-js accepts. */
export interface CallStatus {
  code: status;
  details: string;
  /** Has a google.rpc.Status in `grpc-status-details-bin`. */
  metadata: Metadata;
}

/** The content of google.rpc.ErrorInfo and google.rpc.RetryInfo. */
interface Details {
  reason: string;
  domain: string;
  metadata: Record<string, string | undefined>;
  /** Candidates for `data` in the metadata, the longest first. The first one that fits is sent. */
  data?: string[];
  retryAfterMs?: number;
}

/**
 * The limits of the trailers. gRPC for Java and for Python accept 8,192 bytes of trailers, and grpc-js waits for ever for
 * the end of a call with more than 64 KB. With these limits, the trailers take at most 8,100 bytes: the encoded message,
 * the details in base64, which repeat the message, and everything around them.
 */
const MOST_MESSAGE_BYTES = 1_300;
const MOST_DETAILS_BYTES = 4_900;
/** The limit of each key and each value in ErrorInfo's metadata. */
const MOST_FIELD_BYTES = 600;
/** The bytes around the key and the value of one member. */
const FIELD_OVERHEAD_BYTES = 12;

/** Converts a thrown error to a gRPC status. An error that is not havoc's own does not show its content to the caller. */
export function toStatus(thrown: unknown): CallStatus {
  if (thrown instanceof SlackRefusal) return toSlackStatus(thrown.method, thrown.answer);
  const { kind, code, message, fields } = toHavocError(thrown);
  const metadata = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
  );
  const { retryAfterMs } = fields;
  return createStatus(statusOf[kind].grpc, message, {
    reason: code,
    domain: 'havoc',
    metadata,
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
  });
}

/** Converts Slack's `ok: false` to a gRPC status, with Slack's error as the reason. */
export function toSlackStatus(method: string, answer: SlackAnswer): CallStatus {
  const reason = answer.error ?? 'unknown_error';
  return createStatus(statusOf[kindOfSlackError(reason)].grpc, explainSlackError(method, answer), {
    reason,
    domain: 'slack.com',
    metadata: {
      method,
      needed: scopesOf(answer.body.needed),
      provided: scopesOf(answer.body.provided),
    },
    data: dataOf(answer),
    retryAfterMs: answer.retryAfterMs,
  });
}

/** Returns the whole answer as JSON, then shorter versions with the members that explain the refusal. */
function dataOf({ body }: SlackAnswer): string[] {
  const { ok, error, errors, response_metadata } = body;
  const candidates = [body, { ok, error, errors, response_metadata }, { ok, error, errors }];
  return candidates.map((data) => jsonText(data));
}

function createStatus(
  code: status,
  message: string,
  { metadata: fields, data = [], ...info }: Details,
): CallStatus {
  const details = shorten(message, MOST_MESSAGE_BYTES);
  const metadata: Record<string, string> = {};
  let left = MOST_DETAILS_BYTES - Buffer.byteLength(details);
  function add(key: string, value: string): boolean {
    const bytes = Buffer.byteLength(key) + Buffer.byteLength(value) + FIELD_OVERHEAD_BYTES;
    if (bytes > left) return false;
    left -= bytes;
    metadata[key] = value;
    return true;
  }
  for (const [key, value] of Object.entries(fields))
    if (value !== undefined) add(shorten(key, MOST_FIELD_BYTES), shorten(value, MOST_FIELD_BYTES));
  data.some((one) => add('data', one));
  const trailers = new Metadata();
  const status = { ...info, reason: shorten(info.reason, MOST_FIELD_BYTES), metadata };
  trailers.set('grpc-status-details-bin', Buffer.from(encodeStatus(code, details, status)));
  return { code, details, metadata: trailers };
}

/** Encodes a google.rpc.Status, as google/rpc/status.proto and error_details.proto define it. */
function encodeStatus(code: status, message: string, details: Omit<Details, 'data'>): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(8).int32(code);
  writer.uint32(18).string(message);
  writeAny(writer, 'google.rpc.ErrorInfo', (info) => {
    info.uint32(10).string(details.reason);
    info.uint32(18).string(details.domain);
    for (const [key, value] of Object.entries(details.metadata)) {
      if (value === undefined) continue;
      info.uint32(26).fork();
      info.uint32(10).string(key).uint32(18).string(value);
      info.join();
    }
  });
  const { retryAfterMs } = details;
  if (retryAfterMs !== undefined) {
    writeAny(writer, 'google.rpc.RetryInfo', (info) => {
      info.uint32(10).fork();
      info.uint32(8).int64(Math.floor(retryAfterMs / 1_000));
      info.uint32(16).int32(Math.round(retryAfterMs % 1_000) * 1_000_000);
      info.join();
    });
  }
  return writer.finish();
}

function writeAny(writer: BinaryWriter, type: string, write: (value: BinaryWriter) => void): void {
  const value = new BinaryWriter();
  write(value);
  writer.uint32(26).fork();
  writer.uint32(10).string(`type.googleapis.com/${type}`).uint32(18).bytes(value.finish());
  writer.join();
}
