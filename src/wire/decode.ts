import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { isObject, type Json } from '../base/index.js';
import { applyResidue } from './apply-residue.js';
import { WIRE_TYPES } from './encode.js';
import { checkEnd, endOf } from './extent.js';
import { RESIDUE_NUMBER } from './residue.js';
import type { Field, Shape } from './shape.js';
import { readEntry, readStruct, readValue } from './untyped.js';

const RESIDUE_TAG = (RESIDUE_NUMBER << 3) | WireType.LengthDelimited;

/**
 * Decodes a message to Slack's JSON in one pass. Reverses `encodeJson`.
 *
 * @throws Error if the bytes are not a message, or are nested deeper than protobuf allows; HavocError
 * `wire.bad_residue` (invalid_argument)
 */
export function decodeJson(shape: Shape, bytes: Uint8Array): Json {
  const reader = new BinaryReader(bytes);
  return readMessage(shape, reader, reader.len, 0);
}

/**
 * Reads one message from the reader.
 *
 * @param end the position after the message
 * @param depth how many messages enclose this one. Only the root, at depth 0, has a residue.
 */
export function readMessage(shape: Shape, reader: BinaryReader, end: number, depth: number): Json {
  if (shape.form === 'oneof') return readOneof(shape, reader, end, depth);
  const json: Json = {};
  const { fields } = shape;
  let residue: string | undefined;
  while (reader.pos < end) {
    const tag = reader.uint32();
    const number = tag >>> 3;
    const field = fields[number];
    const type = tag & 7;
    if (field === undefined) {
      if (depth === 0 && tag === RESIDUE_TAG) residue = reader.string();
      else if (number === 0) throw new Error('The message is malformed: it has a field with the number 0.');
      else reader.skip(type, number);
    } else if (!comesAs(field, type)) reader.skip(type, number);
    else if (field.many === 'map') readEntryOf(field, reader, dictionaryAt(json, field.key), depth);
    else if (field.many !== 'list') json[field.key] = readOne(field, reader, depth);
    else if (type === WIRE_TYPES[field.of]) listAt(json, field.key).push(readOne(field, reader, depth));
    else readPacked(field, reader, listAt(json, field.key), depth);
  }
  checkEnd(reader, end);
  return residue === undefined ? json : applyResidue(json, residue);
}

function readOneof(shape: Shape, reader: BinaryReader, end: number, depth: number): Json {
  let json: Json = {};
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    const arm = shape.fields[number];
    if (arm?.shape === undefined || type !== WireType.LengthDelimited) {
      reader.skip(type, number);
      continue;
    }
    const whole = readMessage(arm.shape, reader, endOf(reader, depth + 1), depth + 1);
    json = arm.key === 'unknown' ? ((whole.body as Json | undefined) ?? {}) : whole;
  }
  checkEnd(reader, end);
  return json;
}

/** True if the field accepts this wire type: messages for dictionary entries; single or packed values for lists. */
function comesAs({ many, of }: Field, type: WireType): boolean {
  if (many !== 'one' && type === WireType.LengthDelimited) return true;
  return many !== 'map' && type === WIRE_TYPES[of];
}

function readEntryOf(field: Field, reader: BinaryReader, dictionary: Json, depth: number): void {
  readEntry(reader, endOf(reader, depth + 1), dictionary, {
    type: WIRE_TYPES[field.of],
    empty: () => emptyOf(field),
    read: () => readOne(field, reader, depth + 1),
  });
}

/** Reads packed numbers or booleans. Most languages write such lists packed. */
function readPacked(field: Field, reader: BinaryReader, items: unknown[], depth: number): void {
  const end = endOf(reader, depth);
  while (reader.pos < end) items.push(readOne(field, reader, depth));
  checkEnd(reader, end);
}

/** @param depth the depth of the message that has the field */
function readOne({ of, shape }: Field, reader: BinaryReader, depth: number): unknown {
  const inner = depth + 1;
  switch (of) {
    case 'string':
      return reader.string();
    case 'double':
      return reader.double();
    case 'bool':
      return reader.bool();
    case 'bytes':
      return readBytes(reader);
    case 'struct':
      return readStruct(reader, endOf(reader, inner), inner);
    case 'message':
      if (shape === undefined) return undefined;
      return isWrapper(shape)
        ? readWrapped(shape, reader, endOf(reader, inner), inner)
        : readMessage(shape, reader, endOf(reader, inner), inner);
    default:
      return readValue(reader, endOf(reader, inner), inner);
  }
}

/** Reads a list or dictionary out of its wrapper. An empty one is kept: a row without cells is still a row. */
function readWrapped(shape: Shape, reader: BinaryReader, end: number, depth: number): unknown {
  const json = readMessage(shape, reader, end, depth);
  for (const field of shape.fields) if (field) return json[field.key] ?? (shape.form === 'list' ? [] : {});
  return undefined;
}

/** Returns a Buffer, since @slack/web-api uploads a Buffer but converts other byte arrays to JSON. */
function readBytes(reader: BinaryReader): Buffer {
  const { buffer, byteOffset, byteLength } = reader.bytes();
  return Buffer.from(buffer, byteOffset, byteLength);
}

const NOTHING = new Uint8Array();

/** Returns the value for a dictionary entry that has none on the wire. It is new each time: callers may change it. */
function emptyOf({ of, shape }: Field): unknown {
  switch (of) {
    case 'string':
      return '';
    case 'double':
      return 0;
    case 'bool':
      return false;
    case 'bytes':
      return Buffer.alloc(0);
    case 'struct':
      return {};
    case 'message': {
      if (shape === undefined) return undefined;
      const reader = new BinaryReader(NOTHING);
      return isWrapper(shape) ? readWrapped(shape, reader, 0, 0) : readMessage(shape, reader, 0, 0);
    }
    default:
      return null;
  }
}

function isWrapper({ form }: Shape): boolean {
  return form === 'list' || form === 'map';
}

function listAt(json: Json, key: string): unknown[] {
  const there = json[key];
  if (Array.isArray(there)) return there;
  const list: unknown[] = [];
  json[key] = list;
  return list;
}

function dictionaryAt(json: Json, key: string): Json {
  const there = json[key];
  if (isObject(there)) return there;
  const dictionary: Json = {};
  json[key] = dictionary;
  return dictionary;
}
