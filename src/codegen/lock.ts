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
  /** As in `repeated havoc.slack.types.v1.Block`. */
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

const PRESENT_EMPTY = 'present_empty';

/** Gives a message's fields their names and numbers, and writes what is new into the lock. */
export function numberFields(
  lock: Lock,
  message: Message,
  { fullName, typeOf }: { fullName: string; typeOf: (field: Field) => string },
): NumberedMessage {
  lock.fields[fullName] ??= {};
  const locked = lock.fields[fullName];
  const live = new Set<string>();

  function take(field: Field): NumberedField {
    const type = typeOf(field);
    const name = nameOf(field, type, locked, message.isRequest ? [PRESENT_EMPTY] : []);
    const number = locked[name]?.number ?? nextNumber(locked);
    locked[name] = { number, type, ...(name !== field.key && { key: field.key }) };
    live.add(name);
    return { ...field, name, number, type };
  }

  // The first form of every key before the others, so that these take no key's name.
  const isFirst = (field: Field) => message.fields.find(({ key }) => key === field.key) === field;
  const ordered = [
    ...message.fields.filter(isFirst),
    ...message.fields.filter((field) => !isFirst(field)),
    ...(message.isRequest ? [presentEmpty()] : []),
  ];
  const fields = ordered.map(take);
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
function nameOf(
  { key, kind }: Field,
  type: string,
  locked: Record<string, LockedField>,
  reserved: string[],
): string {
  const known = Object.entries(locked).find(
    ([name, field]) => (field.key ?? name) === key && field.type === type,
  );
  if (known) return known[0];
  if (key === '') return PRESENT_EMPTY;
  const base = identifier(key);
  const taken = new Set([...Object.keys(locked), ...reserved].map(camel));
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
