import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Json } from '../../src/base/index.js';
import { type Codec, encodeAhead } from '../../src/wire/index.js';

/** The field number of havoc_residue in the contract. */
const RESIDUE_NUMBER = 1_000;

/** Splits a message into the typed message, which an app sees if it ignores the residue, and the residue as text. */
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

/** Returns JSON that a coder writes with this residue appended. */
export function spoiltBy(residue: string, codec: Codec, json: Json): Json {
  return encodeAhead({ ...codec, encode: (given) => withResidue(codec.encode(given), residue) }, json);
}

/** Appends this residue to a message. */
export function withResidue(typed: Uint8Array, residue: string): Uint8Array {
  return new BinaryWriter().raw(typed).tag(RESIDUE_NUMBER, WireType.LengthDelimited).string(residue).finish();
}
