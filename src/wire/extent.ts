import type { BinaryReader } from '@bufbuild/protobuf/wire';

/** As deep as protobuf's own implementations read; what is written here stays below it. */
const MOST_NESTED = 100;

/**
 * Where the message ends whose length comes next.
 *
 * @param depth how many messages stand around its fields
 * @throws where that is too deep, or there are fewer bytes
 */
export function endOf(reader: BinaryReader, depth: number): number {
  if (depth > MOST_NESTED) throw new Error(`The message is nested more than ${MOST_NESTED} deep: send less.`);
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len)
    throw new RangeError('The message is cut short: a part of it is longer than the rest.');
  return end;
}

/** @throws where the last field of a message reached beyond its end */
export function checkEnd(reader: BinaryReader, end: number): void {
  if (reader.pos !== end)
    throw new RangeError('The message is garbled: a part of it is longer than the whole.');
}
