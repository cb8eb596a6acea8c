import type { Field, Shape, Slot } from './shape.js';

export interface ToMessageOptions {
  /** Told of each value that was of no declared type, as in `view.blocks[2].text`. */
  onDropped?: (path: string) => void;
}

/** Nothing that Slack sends comes near; what is nested deeper is dropped. */
const DEPTH_LIMIT = 100;

type Json = Record<string, unknown>;

/** Where the walk is. */
interface Walk {
  path: (string | number)[];
  onDropped: ((path: string) => void) | undefined;
}

/**
 * Slack's JSON as a message for ts-proto: null is absent, what the contract does not declare is left out, what
 * has an undeclared type is left out and reported. Never throws, whatever the JSON.
 */
export function toMessage(shape: Shape, json: unknown, { onDropped }: ToMessageOptions = {}): object {
  const walk: Walk = { path: [], onDropped };
  if (isObject(json)) return readMessage(shape, json, walk) ?? {};
  if (json !== undefined && json !== null) drop(walk);
  return {};
}

function readMessage(shape: Shape, json: Json, walk: Walk): Json {
  if (shape.form === 'oneof') return readOneof(shape, json, walk);
  const message: Json = {};
  const { slots } = shape;
  for (const key of Object.keys(json)) {
    const slot = slots.get(key);
    if (slot === undefined) continue;
    const value = json[key];
    if (value === null || value === undefined) continue;
    const field = fieldFor(slot, value);
    walk.path.push(key);
    const read = field === undefined ? unexpected(slot, value, walk) : readField(field, value, walk);
    walk.path.pop();
    if (field === undefined || read === undefined) continue;
    message[field.name] = read;
    if (shape.presentEmpty && field.many === 'list' && (value as unknown[]).length === 0) {
      message.present_empty = [...((message.present_empty as string[] | undefined) ?? []), key];
    }
  }
  return message;
}

/** The arm named like the object's `type`; the arm `unknown` keeps the whole object. */
function readOneof(shape: Shape, json: Json, walk: Walk): Json {
  const type = typeof json.type === 'string' ? json.type : undefined;
  const arm = type === undefined || type === 'unknown' ? undefined : shape.slots.get(type)?.object;
  if (arm?.shape) return { [arm.name]: readMessage(arm.shape, json, walk) };
  return { unknown: { type, body: readUntyped(json, walk) } };
}

function fieldFor(slot: Slot, value: unknown): Field | undefined {
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
function unexpected(slot: Slot, value: unknown, walk: Walk): undefined {
  if (slot.object && Array.isArray(value) && value.length === 0) return undefined;
  return drop(walk);
}

function readField(field: Field, value: unknown, walk: Walk): unknown {
  if (field.many === 'one') return readOne(field, value, walk);
  if (walk.path.length > DEPTH_LIMIT) return drop(walk);
  return field.many === 'list'
    ? readList(field, value as unknown[], walk)
    : readMap(field, value as Json, walk);
}

function readList(field: Field, values: unknown[], walk: Walk): unknown[] {
  const items: unknown[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    walk.path.push(index);
    const item = readOne(field, value, walk);
    walk.path.pop();
    if (item !== undefined) items.push(item);
  }
  return items;
}

function readMap(field: Field, values: Json, walk: Walk): Json {
  const entries: Json = {};
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value === null || value === undefined) continue;
    walk.path.push(key);
    const entry = key === '__proto__' ? drop(walk) : readOne(field, value, walk);
    walk.path.pop();
    if (entry !== undefined) entries[key] = entry;
  }
  return entries;
}

/** One value, in a list, in a dictionary or on its own; undefined when it is of another type. */
function readOne({ of, shape }: Field, value: unknown, walk: Walk): unknown {
  switch (of) {
    case 'message':
      if (shape === undefined || walk.path.length > DEPTH_LIMIT) return drop(walk);
      if (shape.form === 'list') return Array.isArray(value) ? readWrapped(shape, value, walk) : drop(walk);
      if (!isObject(value)) return Array.isArray(value) && value.length === 0 ? undefined : drop(walk);
      return shape.form === 'map' ? readWrapped(shape, value, walk) : readMessage(shape, value, walk);
    case 'string':
      return typeof value === 'string' ? value : drop(walk);
    case 'double':
      return typeof value === 'number' ? value : drop(walk);
    case 'bool':
      return typeof value === 'boolean' ? value : drop(walk);
    case 'bytes':
      return value instanceof Uint8Array ? value : drop(walk);
    case 'struct':
      return isObject(value) ? readUntyped(value, walk) : drop(walk);
    default:
      return readUntyped(value, walk);
  }
}

function readWrapped(shape: Shape, value: unknown, walk: Walk): Json {
  const message: Json = {};
  for (const field of shape.fields.values()) message[field.name] = readField(field, value, walk);
  return message;
}

/** JSON as it is, but that null properties are absent and `__proto__` is no property. */
function readUntyped(value: unknown, walk: Walk): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || walk.path.length > DEPTH_LIMIT) return drop(walk);
  if (Array.isArray(value)) return value.map((item, index) => readUntypedAt(index, item, walk) ?? null);
  const object: Json = {};
  for (const key of Object.keys(value)) {
    const property = (value as Json)[key];
    if (property === null || property === undefined) continue;
    const read = readUntypedAt(key, property, walk);
    if (read !== undefined) object[key] = read;
  }
  return object;
}

function readUntypedAt(key: string | number, value: unknown, walk: Walk): unknown {
  walk.path.push(key);
  const read = key === '__proto__' ? drop(walk) : readUntyped(value, walk);
  walk.path.pop();
  return read;
}

function drop({ path, onDropped }: Walk): undefined {
  onDropped?.(
    path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join(''),
  );
  return undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
