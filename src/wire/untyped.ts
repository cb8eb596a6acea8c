import { type BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { Json } from '../base/index.js';
import { checkEnd, endOf } from './extent.js';
import { isMapKey, writeString } from './text.js';
import { close, isTooDeep, keep, open, placeOf, type Walk } from './walk.js';

/** The field numbers of google.protobuf.Value. */
const NULL = 1;
const NUMBER = 2;
const STRING = 3;
const BOOL = 4;
const STRUCT = 5;
const LIST = 6;

/**
 * True if google.protobuf.Value can hold the value, or at least its outermost level. It cannot hold infinite numbers,
 * which JSON.parse makes of a number such as 1e400, or objects and lists that are nested too deep.
 */
export function isUntyped(value: unknown, walk: Walk): boolean {
  const type = typeof value;
  if (type === 'string' || type === 'boolean') return true;
  if (type === 'number') return Number.isFinite(value);
  return value === null || (type === 'object' && !isTooDeep(walk));
}

/** Writes a google.protobuf.Struct. Members that it cannot hold go into the residue. */
export function writeStruct(json: Json, walk: Walk): void {
  const { writer } = walk;
  const keys = Object.keys(json);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string;
    const value = json[key];
    if (value === undefined) continue;
    walk.path.push(key);
    if (isMapKey(key) && isUntyped(value, walk)) {
      writer.tag(1, WireType.LengthDelimited);
      open(walk);
      writer.tag(1, WireType.LengthDelimited).string(key);
      writer.tag(2, WireType.LengthDelimited);
      open(walk);
      writeValue(value, walk);
      close(walk);
      close(walk);
    } else keep(walk, value, placeOf(at, keys));
    walk.path.pop();
  }
}

/** Writes a google.protobuf.Value. */
export function writeValue(value: unknown, walk: Walk): void {
  const { writer } = walk;
  if (typeof value === 'string') {
    writer.tag(STRING, WireType.LengthDelimited);
    writeString(value, walk);
  } else if (typeof value === 'number') writer.tag(NUMBER, WireType.Bit64).double(value);
  else if (typeof value === 'boolean') writer.tag(BOOL, WireType.Varint).bool(value);
  else if (typeof value === 'object' && value !== null) {
    const isList = Array.isArray(value);
    writer.tag(isList ? LIST : STRUCT, WireType.LengthDelimited);
    open(walk);
    if (isList) writeItems(value, walk);
    else writeStruct(value as Json, walk);
    close(walk);
  } else writer.tag(NULL, WireType.Varint).int32(0);
}

/** Writes the items of a list. An item that cannot be held goes into the residue; null keeps its place in the list. */
function writeItems(values: unknown[], walk: Walk): void {
  const { writer } = walk;
  values.forEach((value, index) => {
    walk.path.push(index);
    const isHeld = isUntyped(value, walk);
    if (!isHeld) keep(walk, value);
    writer.tag(1, WireType.LengthDelimited);
    open(walk);
    writeValue(isHeld ? value : null, walk);
    close(walk);
    walk.path.pop();
  });
}

/** Reads a google.protobuf.Value that ends at `end`. */
export function readValue(reader: BinaryReader, end: number, depth: number): unknown {
  let value: unknown = null;
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    if (number === STRING && type === WireType.LengthDelimited) value = reader.string();
    else if (number === NUMBER && type === WireType.Bit64) value = reader.double();
    else if (number === BOOL && type === WireType.Varint) value = reader.bool();
    else if (number === STRUCT && type === WireType.LengthDelimited)
      value = readStruct(reader, endOf(reader, depth + 1), depth + 1);
    else if (number === LIST && type === WireType.LengthDelimited)
      value = readItems(reader, endOf(reader, depth + 1), depth + 1);
    else {
      reader.skip(type, number);
      if (number === NULL) value = null;
    }
  }
  checkEnd(reader, end);
  return value;
}

/** Reads a google.protobuf.Struct that ends at `end`. */
export function readStruct(reader: BinaryReader, end: number, depth: number): Json {
  const json: Json = {};
  const valueDepth = depth + 2;
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    if (number !== 1 || type !== WireType.LengthDelimited) reader.skip(type, number);
    else
      readEntry(reader, endOf(reader, depth + 1), json, {
        type: WireType.LengthDelimited,
        empty: () => null,
        read: () => readValue(reader, endOf(reader, valueDepth), valueDepth),
      });
  }
  checkEnd(reader, end);
  return json;
}

function readItems(reader: BinaryReader, end: number, depth: number): unknown[] {
  const items: unknown[] = [];
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    if (number === 1 && type === WireType.LengthDelimited)
      items.push(readValue(reader, endOf(reader, depth + 1), depth + 1));
    else reader.skip(type, number);
  }
  checkEnd(reader, end);
  return items;
}

/** Reads one dictionary entry that ends at `end`. An absent value becomes the empty value of its type. */
export function readEntry(
  reader: BinaryReader,
  end: number,
  into: Json,
  value: { type: WireType; empty: () => unknown; read: () => unknown },
): void {
  let key = '';
  let found: unknown;
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    if (number === 1 && type === WireType.LengthDelimited) key = reader.string();
    else if (number === 2 && type === value.type) found = value.read();
    else reader.skip(type, number);
  }
  checkEnd(reader, end);
  if (key !== '__proto__') into[key] = found === undefined ? value.empty() : found;
}
