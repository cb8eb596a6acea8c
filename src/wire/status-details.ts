import { BinaryReader } from '@bufbuild/protobuf/wire';

/** The details of a failed call, beside its gRPC status. */
export interface StatusDetails {
  /** From google.rpc.ErrorInfo: `slack.com`, or havoc's own domain. */
  domain?: string;
  /** From google.rpc.ErrorInfo: Slack's error, or one of havoc's codes. */
  reason?: string;
  /** From google.rpc.ErrorInfo. */
  metadata: Record<string, string>;
  /** From google.rpc.RetryInfo. */
  retryAfterMs?: number;
}

type Fields = Map<number, (number | Uint8Array)[]>;

/**
 * Reads the trailer `grpc-status-details-bin`, a google.rpc.Status with ErrorInfo and RetryInfo. Leaves out parts that
 * it cannot read: the call has failed already, and must not fail a second time here.
 */
export function decodeStatusDetails(bytes: Uint8Array): StatusDetails {
  const details: StatusDetails = { metadata: {} };
  try {
    for (const any of messagesAt(readFields(bytes), 3)) {
      const value = bytesAt(any, 2);
      const type = textAt(any, 1) ?? '';
      if (type.endsWith('/google.rpc.ErrorInfo')) readErrorInfo(value, details);
      if (type.endsWith('/google.rpc.RetryInfo')) readRetryInfo(value, details);
    }
  } catch {
    return details;
  }
  return details;
}

function readErrorInfo(bytes: Uint8Array, details: StatusDetails): void {
  const info = readFields(bytes);
  details.reason = textAt(info, 1);
  details.domain = textAt(info, 2);
  for (const entry of messagesAt(info, 3)) details.metadata[textAt(entry, 1) ?? ''] = textAt(entry, 2) ?? '';
}

function readRetryInfo(bytes: Uint8Array, details: StatusDetails): void {
  const [delay] = messagesAt(readFields(bytes), 1);
  if (delay === undefined) return;
  details.retryAfterMs = numberAt(delay, 1) * 1_000 + Math.round(numberAt(delay, 2) / 1_000_000);
}

/** Reads all fields of a message. Keeps varints and length-delimited values; the messages here have no other types. */
function readFields(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes);
  const fields: Fields = new Map();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const values = fields.get(number) ?? [];
    fields.set(number, values);
    if (wireType === 0) values.push(Number(reader.int64()));
    else if (wireType === 2) values.push(reader.bytes());
    else reader.skip(wireType, number);
  }
  return fields;
}

function numberAt(fields: Fields, number: number): number {
  const value = fields.get(number)?.[0];
  return typeof value === 'number' ? value : 0;
}

function bytesAt(fields: Fields, number: number): Uint8Array {
  const value = fields.get(number)?.[0];
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function textAt(fields: Fields, number: number): string | undefined {
  return fields.has(number) ? new TextDecoder().decode(bytesAt(fields, number)) : undefined;
}

function messagesAt(fields: Fields, number: number): Fields[] {
  const values = fields.get(number) ?? [];
  return values.filter((value) => value instanceof Uint8Array).map((value) => readFields(value));
}
