import { clashesOf, identifiersOf } from './clashes.js';
import type { Field, Message } from './messages.js';

/** The committed record of the generator's names and numbers. It keeps them stable over generations. */
export interface Lock {
  /** The full names of the messages, by the id of the declared type, group or union that became the message. */
  messages: Record<string, string>;
  /** The fields by full name of the message, then by name of the field. */
  fields: Record<string, Record<string, LockedField>>;
}

export interface LockedField {
  number: number;
  /** The proto type, such as `repeated havoc.slack.types.v1.Block`. */
  type: string;
  /** Slack's key, if it differs from the field's name. */
  key?: string;
  /** Present if Slack no longer declares the field. Its number and name stay reserved until the same field comes back. */
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

/** The field for what the other fields cannot hold. All messages use the same number, as does src/wire/residue.ts. */
const RESIDUE = { name: 'havoc_residue', number: 1_000 };
/** Stands in for a key of the residue. Slack's keys are never empty. */
const RESIDUE_KEY = '';

/** Gives the fields of a message their names and numbers. Adds new fields to the lock. */
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
    const name = nameOf(field, type, locked, message.hasResidue ? [RESIDUE.name] : []);
    const number = isResidue(field) ? RESIDUE.number : (locked[name]?.number ?? nextNumber(locked));
    locked[name] = { number, type, ...(name !== field.key && { key: field.key }) };
    live.add(name);
    return { ...field, name, number, type };
  }

  // The first form of each key comes before all other forms, so that no other form takes the name of a key.
  const isFirst = (field: Field) => message.fields.find(({ key }) => key === field.key) === field;
  const ordered = [
    ...message.fields.filter(isFirst),
    ...message.fields.filter((field) => !isFirst(field)),
    ...(message.hasResidue ? [residue()] : []),
  ];
  const fields = ordered.map(take);
  const [clash] = clashesOf(fields);
  if (clash)
    throw new Error(
      `${fullName} has fields that clash: ${clash}. Give one of them another name in the lock.`,
    );
  for (const [name, field] of Object.entries(locked)) if (!live.has(name)) field.reserved = true;
  const reserved = Object.entries(locked).flatMap(([name, field]) =>
    field.reserved ? [{ name, number: field.number }] : [],
  );
  return { message, fields: fields.sort((a, b) => a.number - b.number), reserved };
}

function residue(): Field {
  return { key: RESIDUE_KEY, kind: 'string', many: 'one', of: 'string', values: [] };
}

/** True if the field is havoc_residue. */
export function isResidue({ key }: Pick<Field, 'key'>): boolean {
  return key === RESIDUE_KEY;
}

/** Suffixes that differ from the kind. In Java, `file_bytes` would clash with getFileBytes of the string `file`. */
const SUFFIXES: Record<string, string> = { bytes: 'content' };

/**
 * Returns the name of a field. If the lock has no name for this key and type, this is the first free name of these: the
 * key, the key with the kind of value, and the key with a number.
 */
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
  if (isResidue({ key })) return RESIDUE.name;
  const base = identifier(key);
  const taken = new Set([
    ...Object.entries(locked).flatMap(([name, field]) => identifiersOf(name, field.type)),
    ...reserved.flatMap((name) => identifiersOf(name, 'repeated string')),
  ]);
  for (let count = 1; ; count++) {
    const candidates = count === 1 ? [base, `${base}_${SUFFIXES[kind] ?? kind}`] : [`${base}_${count}`];
    const free = candidates.find((name) => !identifiersOf(name, type).some((one) => taken.has(one)));
    if (free) return free;
  }
}

/** Converts the key to a protobuf identifier. */
function identifier(key: string): string {
  const name = key.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z]/.test(name) ? name : `_${name}`;
}

function nextNumber(locked: Record<string, LockedField>): number {
  const taken = Object.values(locked).map(({ number }) => number);
  const next = Math.max(0, ...taken.filter((number) => number !== RESIDUE.number)) + 1;
  if (next === RESIDUE.number) return next + 1;
  // protobuf reserves 19000 to 19999 for itself.
  return next >= 19_000 && next < 20_000 ? 20_000 : next;
}
