import type { BinaryReader } from '@bufbuild/protobuf/wire';

/** The most levels that protobuf's own implementations read. havoc itself writes fewer levels: see walk.ts. */
const MOST_NESTED = 100;

/**
 * Reads the length of a message and returns the position of its end.
 *
 * @param depth how many messages enclose its fields
 * @throws Error if the message is nested too deep; RangeError if it is longer than the remaining bytes
 */
export function endOf(reader: BinaryReader, depth: number): number {
  if (depth > MOST_NESTED)
    throw new Error(`The message is nested more than ${MOST_NESTED} levels deep. Send fewer levels.`);
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len)
    throw new RangeError('The message is cut short: a part is longer than the remaining bytes.');
  return end;
}

/** @throws RangeError if the last field of a message extends beyond the end of the message */
export function checkEnd(reader: BinaryReader, end: number): void {
  if (reader.pos !== end) throw new RangeError('The message is malformed: a part is longer than the whole.');
}
