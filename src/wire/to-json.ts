import type { Field, Shape } from './shape.js';

type Json = Record<string, unknown>;

/**
 * A message of ts-proto as Slack's JSON, the way back from `toMessage`: lists and dictionaries that are empty
 * are left out, since protobuf cannot tell them from absent ones, but for those that Slack always has and those
 * that `present_empty` names.
 */
export function toJson(shape: Shape, message: object): Record<string, unknown> {
  return writeMessage(shape, message as Json);
}

function writeMessage(shape: Shape, message: Json): Json {
  if (shape.form === 'oneof') return writeOneof(shape, message);
  const json: Json = {};
  // A decoded message has all its fields, most of them undefined: this loop passes them fastest.
  for (const name in message) {
    const value = message[name];
    if (value === undefined || value === null) continue;
    const field = shape.fields.get(name);
    if (field === undefined) continue;
    const written = writeField(field, value);
    if (written !== undefined) json[field.key] = written;
  }
  if (shape.presentEmpty && Array.isArray(message.present_empty)) {
    for (const key of message.present_empty) if (shape.slots.get(key)?.list) json[key] ??= [];
  }
  return json;
}

function writeOneof(shape: Shape, message: Json): Json {
  for (const name in message) {
    const value = message[name];
    if (typeof value !== 'object' || value === null) continue;
    const arm = shape.fields.get(name);
    if (arm?.shape === undefined) continue;
    if (name !== 'unknown') return writeMessage(arm.shape, value as Json);
    return { ...((value as Json).body as Json | undefined) };
  }
  return {};
}

function writeField(field: Field, value: unknown): unknown {
  if (field.many === 'one') return writeOne(field, value);
  if (field.many === 'list') {
    const items = value as unknown[];
    return items.length > 0 || field.isRequired ? items.map((item) => writeOne(field, item)) : undefined;
  }
  const entries = Object.entries(value as Json);
  return entries.length > 0 || field.isRequired
    ? Object.fromEntries(entries.map(([key, entry]) => [key, writeOne(field, entry)]))
    : undefined;
}

function writeOne({ of, shape }: Field, value: unknown): unknown {
  if (of === 'bytes') return writeBytes(value as Uint8Array);
  if (of !== 'message' || shape === undefined) return value;
  if (shape.form === 'object' || shape.form === 'oneof') return writeMessage(shape, value as Json);
  // What is wrapped stays where it is, empty or not: a row without cells is still a row.
  for (const field of shape.fields.values()) {
    const inner = writeField(field, (value as Json)[field.name] ?? (shape.form === 'list' ? [] : {}));
    return inner ?? (shape.form === 'list' ? [] : {});
  }
  return undefined;
}

/** @slack/web-api uploads a Buffer, and makes JSON of any other kind of bytes. */
function writeBytes({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
