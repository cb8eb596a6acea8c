import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { isObject, type Json } from './json.js';
import type { Field, Of, Shape, Slot } from './shape.js';
import { isUntyped, writeStruct, writeValue } from './untyped.js';
import { close, drop, isTooDeep, type OnDropped, open, type Walk } from './walk.js';

export interface EncodeOptions {
  onDropped?: OnDropped;
}

/** By what a field holds. */
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
 * Slack's JSON as a message's bytes, in one walk: null is absent, what the contract does not declare is left out,
 * what has an undeclared type, or is nested too deep for protobuf, is left out and reported. Half a surrogate pair,
 * which UTF-8 cannot say, becomes U+FFFD. Never throws, whatever the JSON.
 */
export function encodeJson(shape: Shape, json: unknown, { onDropped }: EncodeOptions = {}): Uint8Array {
  const writer = new BinaryWriter();
  const drops: Walk['drops'] = onDropped && new Map();
  const walk: Walk = { writer, path: [], depth: 0, drops };
  if (isObject(json)) writeMessage(shape, json, walk);
  else if (json !== undefined && json !== null) drop(walk, shape.name);
  if (drops) for (const [field, { path, count }] of drops) onDropped?.(path, field, count);
  return writer.finish();
}

function writeMessage(shape: Shape, json: Json, walk: Walk): void {
  if (shape.form === 'oneof') writeOneof(shape, json, walk);
  else writeObject(shape, json, walk);
}

function writeObject(shape: Shape, json: Json, walk: Walk): void {
  const { slots, presentEmpty } = shape;
  for (const key of Object.keys(json)) {
    const slot = slots.get(key);
    if (slot === undefined) continue;
    const value = json[key];
    if (value === null || value === undefined) continue;
    const field = fieldFor(slot, value);
    walk.path.push(key);
    if (field === undefined) refuse(slot, value, shape, walk);
    else writeField(field, value, shape, walk);
    walk.path.pop();
    if (presentEmpty !== undefined && field?.many === 'list' && (value as unknown[]).length === 0) {
      walk.writer.tag(presentEmpty, WireType.LengthDelimited).string(key);
    }
  }
}

/** The arm named like the object's `type`; the arm `unknown` keeps the whole object. */
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
  if (unknown?.shape === undefined) return;
  writer.tag(unknown.number, WireType.LengthDelimited);
  open(walk);
  for (const [key, value] of Object.entries({ type, body: json })) {
    const field = value === undefined ? undefined : fieldFor(unknown.shape.slots.get(key), value);
    if (field) writeOne(field, field.number, value, shape, walk);
  }
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
      if (Array.isArray(value)) return slot.list ?? slot.any;
      if (value instanceof Uint8Array) return slot.bytes;
      return slot.object ?? slot.any;
    default:
      return undefined;
  }
}

/** Slack's servers write an empty dictionary as an empty list: it says nothing, and is no mistake. */
function refuse(slot: Slot, value: unknown, owner: Shape, walk: Walk): void {
  if (slot.object && Array.isArray(value) && value.length === 0) return;
  drop(walk, `${owner.name}.${walk.path.at(-1)}`);
}

function writeField(field: Field, value: unknown, owner: Shape, walk: Walk): void {
  if (field.many === 'one') writeOne(field, field.number, value, owner, walk);
  else if (isTooDeep(walk)) drop(walk, nameOf(field, owner));
  else if (field.many === 'list') writeList(field, value as unknown[], owner, walk);
  else writeMap(field, value as Json, owner, walk);
}

function writeList(field: Field, values: unknown[], owner: Shape, walk: Walk): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    walk.path.push(index);
    writeOne(field, field.number, value, owner, walk);
    walk.path.pop();
  }
}

function writeMap(field: Field, values: Json, owner: Shape, walk: Walk): void {
  const { writer } = walk;
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value === null || value === undefined) continue;
    walk.path.push(key);
    if (key === '__proto__') drop(walk, nameOf(field, owner));
    else if (fits(field, value, owner, walk)) {
      writer.tag(field.number, WireType.LengthDelimited);
      open(walk);
      writer.tag(1, WireType.LengthDelimited).string(key);
      writeFitting(field, 2, value, walk);
      close(walk);
    }
    walk.path.pop();
  }
}

/** One value, in a list or on its own; nothing when it is of another type. */
function writeOne(field: Field, number: number, value: unknown, owner: Shape, walk: Walk): void {
  if (fits(field, value, owner, walk)) writeFitting(field, number, value, walk);
}

function fits(field: Field, value: unknown, owner: Shape, walk: Walk): boolean {
  const { of, shape } = field;
  switch (of) {
    case 'string':
      return typeof value === 'string' || drop(walk, nameOf(field, owner));
    case 'double':
      return typeof value === 'number' || drop(walk, nameOf(field, owner));
    case 'bool':
      return typeof value === 'boolean' || drop(walk, nameOf(field, owner));
    case 'message':
      if (shape === undefined || isTooDeep(walk)) return drop(walk, nameOf(field, owner));
      if (shape.form === 'list') return Array.isArray(value) || drop(walk, nameOf(field, owner));
      if (isObject(value)) return true;
      return Array.isArray(value) && value.length === 0 ? false : drop(walk, nameOf(field, owner));
    case 'bytes':
      return value instanceof Uint8Array || drop(walk, nameOf(field, owner));
    case 'struct':
      return (isObject(value) && isUntyped(value, walk)) || drop(walk, nameOf(field, owner));
    default:
      return isUntyped(value, walk) || drop(walk, nameOf(field, owner));
  }
}

/** @param value of the field's type */
function writeFitting({ of, shape }: Field, number: number, value: unknown, walk: Walk): void {
  const writer = walk.writer.tag(number, WIRE_TYPES[of]);
  switch (of) {
    case 'string':
      writer.string(value as string);
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
      if (shape?.form === 'list' || shape?.form === 'map') writeWrapped(shape, value, walk);
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

function writeWrapped(shape: Shape, value: unknown, walk: Walk): void {
  for (const field of shape.fields) if (field) writeField(field, value, shape, walk);
}

function nameOf({ key }: Field, owner: Shape): string {
  return `${owner.name}.${key}`;
}
