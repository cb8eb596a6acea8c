import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { WIRE_TYPES } from './encode.js';
import { isObject, type Json } from './json.js';
import type { Field, Of, Shape } from './shape.js';
import { endOf, readEntry, readStruct, readValue } from './untyped.js';

/**
 * A message's bytes as Slack's JSON, in one walk, the way back from `encodeJson`: lists and dictionaries that are
 * empty are left out, since protobuf cannot tell them from absent ones, but for those that Slack always has and
 * those that `present_empty` names.
 *
 * @throws where the bytes are no message
 */
export function decodeJson(shape: Shape, bytes: Uint8Array): Json {
  const reader = new BinaryReader(bytes);
  return readMessage(shape, reader, reader.len);
}

/** The same, of what stands in the reader up to there. */
export function readMessage(shape: Shape, reader: BinaryReader, end: number): Json {
  if (shape.form === 'oneof') return readOneof(shape, reader, end);
  const json: Json = {};
  const { fields, presentEmpty } = shape;
  while (reader.pos < end) {
    const tag = reader.uint32();
    const number = tag >>> 3;
    const field = fields[number];
    if (field !== undefined) readField(field, reader, tag & 7, json);
    else if (number === presentEmpty && tag === ((number << 3) | WireType.LengthDelimited)) {
      const key = reader.string();
      if (shape.slots.get(key)?.list) json[key] ??= [];
    } else reader.skip(tag & 7, number);
  }
  for (const { key, many } of shape.required) json[key] ??= many === 'list' ? [] : {};
  return json;
}

function readOneof(shape: Shape, reader: BinaryReader, end: number): Json {
  let json: Json = {};
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    const arm = shape.fields[number];
    if (arm?.shape === undefined || type !== WireType.LengthDelimited) {
      reader.skip(type, number);
      continue;
    }
    const whole = readMessage(arm.shape, reader, endOf(reader));
    json = arm.key === 'unknown' ? ((whole.body as Json | undefined) ?? {}) : whole;
  }
  return json;
}

function readField(field: Field, reader: BinaryReader, type: WireType, json: Json): void {
  const { key, many, of, number } = field;
  if (many === 'list' && type === WireType.LengthDelimited && WIRE_TYPES[of] !== type) {
    readPacked(field, reader, listAt(json, key));
  } else if (many === 'map' && type === WireType.LengthDelimited) {
    readEntry(reader, endOf(reader), dictionaryAt(json, key), EMPTY[of], (_, inner) =>
      inner === WIRE_TYPES[of] ? readOne(field, reader) : reader.skip(inner, 2),
    );
  } else if (type !== WIRE_TYPES[of] || many === 'map') reader.skip(type, number);
  else if (many === 'list') listAt(json, key).push(readOne(field, reader));
  else json[key] = readOne(field, reader);
}

/** Numbers and booleans of a list may stand together, as most languages write them. */
function readPacked(field: Field, reader: BinaryReader, items: unknown[]): void {
  for (const end = endOf(reader); reader.pos < end; ) items.push(readOne(field, reader));
}

function readOne({ of, shape }: Field, reader: BinaryReader): unknown {
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
      return readStruct(reader, endOf(reader));
    case 'message':
      if (shape === undefined) return undefined;
      if (shape.form === 'list' || shape.form === 'map') return readWrapped(shape, reader, endOf(reader));
      return readMessage(shape, reader, endOf(reader));
    default:
      return readValue(reader, endOf(reader));
  }
}

/** What is wrapped stays where it is, empty or not: a row without cells is still a row. */
function readWrapped(shape: Shape, reader: BinaryReader, end: number): unknown {
  const json = readMessage(shape, reader, end);
  for (const field of shape.fields) if (field) return json[field.key] ?? (shape.form === 'list' ? [] : {});
  return undefined;
}

/** @slack/web-api uploads a Buffer, and makes JSON of any other kind of bytes. */
function readBytes(reader: BinaryReader): Buffer {
  const { buffer, byteOffset, byteLength } = reader.bytes();
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What a dictionary's value is that is not on the wire. */
const EMPTY: Record<Of, unknown> = {
  string: '',
  double: 0,
  bool: false,
  bytes: Buffer.alloc(0),
  value: null,
  struct: {},
  message: {},
};

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
