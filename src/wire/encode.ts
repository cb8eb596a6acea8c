import { WireType } from '@bufbuild/protobuf/wire';
import { isObject, type Json } from '../base/index.js';
import { RESIDUE_NUMBER } from './residue.js';
import type { Field, Of, Shape, Slot } from './shape.js';
import { isMapKey, writeString } from './text.js';
import { isUntyped, writeStruct, writeValue } from './untyped.js';
import { close, createWalk, isTooDeep, keep, open, placeOf, type Walk } from './walk.js';

/** The wire type of each kind of field. */
export const WIRE_TYPES: Record<Of, WireType> = {
  string: WireType.LengthDelimited,
  double: WireType.Bit64,
  bool: WireType.Varint,
  bytes: WireType.LengthDelimited,
  value: WireType.LengthDelimited,
  struct: WireType.LengthDelimited,
  message: WireType.LengthDelimited,
};

/**
 * Encodes Slack's JSON as a message, in one pass. Writes the fields in the order of the JSON's keys. Values go into the
 * residue if the contract does not declare them, or declares them with another type, or if protobuf cannot hold them.
 * A value that is not an object becomes an empty message.
 *
 * @throws TypeError for a bigint
 */
export function encodeJson(shape: Shape, json: unknown): Uint8Array {
  const root = isObject(json) ? json : {};
  const walk = createWalk(root);
  writeMessage(shape, root, walk);
  const residue = walk.residue.text();
  if (residue !== undefined) walk.writer.tag(RESIDUE_NUMBER, WireType.LengthDelimited).string(residue);
  return walk.writer.finish();
}

function writeMessage(shape: Shape, json: Json, walk: Walk): void {
  if (shape.form === 'oneof') writeOneof(shape, json, walk);
  else writeObject(shape, json, walk);
}

function writeObject({ slots }: Shape, json: Json, walk: Walk): void {
  const keys = Object.keys(json);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string;
    const value = json[key];
    if (value === undefined) continue;
    const field = fieldFor(slots.get(key), value);
    walk.path.push(key);
    if (field === undefined || !writeField(field, value, walk)) keep(walk, value, placeOf(at, keys));
    walk.path.pop();
  }
}

/** Writes the arm that is named after the object's `type`. Without such an arm, writes the whole object as `unknown`. */
function writeOneof(shape: Shape, json: Json, walk: Walk): void {
  const type = typeof json.type === 'string' ? json.type : undefined;
  const arm = type === undefined || type === 'unknown' ? undefined : shape.slots.get(type)?.object;
  const { writer } = walk;
  if (arm?.shape) {
    writer.tag(arm.number, WireType.LengthDelimited);
    open(walk);
    writeMessage(arm.shape, json, walk);
    close(walk);
    return;
  }
  const unknown = shape.slots.get('unknown')?.object;
  const body = unknown?.shape?.slots.get('body')?.object;
  if (unknown === undefined || body === undefined) {
    keep(walk, json);
    return;
  }
  writer.tag(unknown.number, WireType.LengthDelimited);
  open(walk);
  const typeField = unknown.shape?.slots.get('type')?.string;
  if (type !== undefined && typeField) writer.tag(typeField.number, WireType.LengthDelimited).string(type);
  writeFitting(body, body.number, json, walk);
  close(walk);
}

function fieldFor(slot: Slot | undefined, value: unknown): Field | undefined {
  if (slot === undefined) return undefined;
  switch (typeof value) {
    case 'string':
      return slot.string ?? slot.any;
    case 'number':
      return slot.number ?? slot.any;
    case 'boolean':
      return slot.boolean ?? slot.any;
    case 'object':
      if (value === null) return slot.any;
      if (Array.isArray(value)) return slot.list ?? slot.any;
      if (value instanceof Uint8Array) return slot.bytes;
      return slot.object ?? slot.any;
    default:
      return undefined;
  }
}

/** Writes a field. Returns false if it wrote nothing, so that the typed message does not have the key or the item. */
function writeField(field: Field, value: unknown, walk: Walk): boolean {
  if (field.many === 'one') return writeOne(field, field.number, value, walk);
  if (isTooDeep(walk)) return false;
  return field.many === 'list'
    ? writeList(field, value as unknown[], walk)
    : writeMap(field, value as Json, walk);
}

/** Writes a list. If an item does not fit, writes the others and puts the whole list into the residue. */
function writeList(field: Field, values: unknown[], walk: Walk): boolean {
  const before = walk.residue.size;
  let written = 0;
  for (let index = 0; index < values.length; index++) {
    walk.path.push(index);
    if (writeOne(field, field.number, values[index], walk)) written++;
    walk.path.pop();
  }
  if (written === values.length) return written > 0;
  walk.residue.rewind(before);
  if (written > 0) keep(walk, values);
  return written > 0;
}

function writeMap(field: Field, values: Json, walk: Walk): boolean {
  const { writer } = walk;
  const before = walk.residue.size;
  const keys = Object.keys(values);
  let written = 0;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string;
    const value = values[key];
    if (value === undefined) continue;
    walk.path.push(key);
    if (isMapKey(key) && fits(field, value, walk)) {
      writer.tag(field.number, WireType.LengthDelimited);
      open(walk);
      writer.tag(1, WireType.LengthDelimited).string(key);
      writeFitting(field, 2, value, walk);
      close(walk);
      written++;
    } else keep(walk, value, placeOf(at, keys));
    walk.path.pop();
  }
  if (written === 0) walk.residue.rewind(before);
  return written > 0;
}

/** Writes a single value or one item of a list. Returns false and writes nothing if the value has another type. */
function writeOne(field: Field, number: number, value: unknown, walk: Walk): boolean {
  if (!fits(field, value, walk)) return false;
  writeFitting(field, number, value, walk);
  return true;
}

function fits({ of, shape }: Field, value: unknown, walk: Walk): boolean {
  switch (of) {
    case 'string':
      return typeof value === 'string';
    case 'double':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'message':
      if (shape === undefined || isTooDeep(walk)) return false;
      return shape.form === 'list' ? Array.isArray(value) : isObject(value);
    case 'bytes':
      return value instanceof Uint8Array;
    case 'struct':
      return isObject(value) && !isTooDeep(walk);
    default:
      return isUntyped(value, walk);
  }
}

/** @param value a value of the field's type */
function writeFitting({ of, shape }: Field, number: number, value: unknown, walk: Walk): void {
  const writer = walk.writer.tag(number, WIRE_TYPES[of]);
  switch (of) {
    case 'string':
      writeString(value as string, walk);
      return;
    case 'double':
      writer.double(value as number);
      return;
    case 'bool':
      writer.bool(value as boolean);
      return;
    case 'bytes':
      writer.bytes(value as Uint8Array);
      return;
    case 'message':
      open(walk);
      if (shape?.form === 'list' || shape?.form === 'map') writeWrapped(shape, value as object, walk);
      else if (shape) writeMessage(shape, value as Json, walk);
      break;
    case 'struct':
      open(walk);
      writeStruct(value as Json, walk);
      break;
    default:
      open(walk);
      writeValue(value, walk);
  }
  close(walk);
}

/** Writes the content of a wrapper. The caller writes the wrapper itself, even if the content is empty. */
function writeWrapped(shape: Shape, value: object, walk: Walk): void {
  for (const field of shape.fields)
    if (field && !writeField(field, value, walk) && Object.keys(value).length > 0) keep(walk, value);
}
