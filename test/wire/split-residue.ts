import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Json } from '../../src/base/index.js';
import { type Codec, encodeAhead } from '../../src/wire/index.js';

/** In the contract. */
const RESIDUE_NUMBER = 1_000;

/** A message without its residue, as an app that ignores it has it, and the residue's text. */
export function splitResidue(bytes: Uint8Array): { typed: Uint8Array; residue: string | undefined } {
  const reader = new BinaryReader(bytes);
  const parts: Uint8Array[] = [];
  let residue: string | undefined;
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, type] = reader.tag();
    if (number === RESIDUE_NUMBER) residue = reader.string();
    else {
      reader.skip(type, number);
      parts.push(bytes.subarray(start, reader.pos));
    }
  }
  return { typed: Buffer.concat(parts), residue };
}

/** JSON whose bytes have this residue, whatever else they have; for a field that a coder writes. */
export function spoiltBy(residue: string, codec: Codec, json: Json): Json {
  return encodeAhead({ ...codec, encode: (given) => withResidue(codec.encode(given), residue) }, json);
}

/** A message with this residue. */
export function withResidue(typed: Uint8Array, residue: string): Uint8Array {
  return new BinaryWriter().raw(typed).tag(RESIDUE_NUMBER, WireType.LengthDelimited).string(residue).finish();
}
