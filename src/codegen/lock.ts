import type { Field, Message } from './messages.js';

/** The committed memory of the generator: what was given a number or a name keeps it. */
export interface Lock {
  /** The full name of the message that a declared type, a group or a union became. */
  messages: Record<string, string>;
  /** By full name of the message, then by name of the field. */
  fields: Record<string, Record<string, LockedField>>;
}

export interface LockedField {
  number: number;
  /** As in `repeated slack.types.v1.Block`. */
  type: string;
  /** Slack's key, where it differs from the field's name. */
  key?: string;
  /** Gone upstream: number and name stay reserved, until the same field comes back. */
  reserved?: true;
}

/** A field with its name and number in the contract. */
export interface NumberedField extends Field {
  name: string;
  number: number;
  type: string;
}

export interface NumberedMessage {
  message: Message;
  fields: NumberedField[];
  reserved: { name: string; number: number }[];
}

export const PRESENT_EMPTY = 'present_empty';

/** Gives a message's fields their names and numbers, and writes what is new into the lock. */
export function numberFields(
  lock: Lock,
  message: Message,
  { fullName, typeOf }: { fullName: string; typeOf: (field: Field) => string },
): NumberedMessage {
  lock.fields[fullName] ??= {};
  const locked = lock.fields[fullName];
  const live = new Set<string>();

  function take(field: Field, type: string): NumberedField {
    const name = nameOf(field, type, locked);
    const number = locked[name]?.number ?? nextNumber(locked);
    locked[name] = { number, type, ...(name !== field.key && { key: field.key }) };
    live.add(name);
    return { ...field, name, number, type };
  }

  const all = message.isRequest ? [...message.fields, presentEmpty()] : message.fields;
  const firsts = new Set<string>();
  const isFirst = ({ key }: Field) => !firsts.has(key) && firsts.add(key);
  const ordered = [
    ...all.filter(isFirst),
    ...all.filter((field, index) => all.findIndex(({ key }) => key === field.key) !== index),
  ];
  const fields = ordered.map((field) => take(field, typeOf(field)));
  for (const [name, field] of Object.entries(locked)) if (!live.has(name)) field.reserved = true;
  const reserved = Object.entries(locked).flatMap(([name, field]) =>
    field.reserved ? [{ name, number: field.number }] : [],
  );
  return { message, fields: fields.sort((a, b) => a.number - b.number), reserved };
}

function presentEmpty(): Field {
  return { key: '', kind: 'list', many: 'list', of: 'string', values: [] };
}

/** The name that this key had for this type; else the key itself, or with the kind of value, or with a number. */
function nameOf({ key, kind }: Field, type: string, locked: Record<string, LockedField>): string {
  const known = Object.entries(locked).find(
    ([name, field]) => (field.key ?? name) === key && field.type === type,
  );
  if (known) return known[0];
  const base = identifier(key === '' ? PRESENT_EMPTY : key);
  const taken = new Set(Object.keys(locked).map(camel));
  for (let count = 1; ; count++) {
    const candidates = count === 1 ? [base, `${base}_${kind}`] : [`${base}_${count}`];
    const free = candidates.find((name) => !taken.has(camel(name)));
    if (free) return free;
  }
}

/** The key as a protobuf identifier. */
function identifier(key: string): string {
  const name = key.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z]/.test(name) ? name : `_${name}`;
}

/** protoc refuses two fields whose names differ only in this. */
function camel(name: string): string {
  return name.replace(/_/g, '').toLowerCase();
}

function nextNumber(locked: Record<string, LockedField>): number {
  const next = Math.max(0, ...Object.values(locked).map(({ number }) => number)) + 1;
  // 19000 to 19999 belong to protobuf itself.
  return next >= 19_000 && next < 20_000 ? 20_000 : next;
}
