import type { AnyDefinition, PackageDefinition } from '@grpc/proto-loader';
import { defineShapes, type Shapes } from '../../wire/index.js';

/** The part of a google.protobuf.DescriptorProto that is read here. */
interface Descriptor {
  name: string;
  field: FieldDescriptor[];
  nestedType: Descriptor[];
  oneofDecl: { name: string }[];
  reservedName: string[];
  options?: { mapEntry?: boolean } | null;
}

interface FieldDescriptor {
  name: string;
  number: number;
  label: string;
  type: string;
  typeName: string;
}

const CODES: Record<string, string> = {
  TYPE_STRING: 's',
  TYPE_DOUBLE: 'n',
  TYPE_BOOL: 'b',
  TYPE_BYTES: 'y',
};
const UNTYPED: Record<string, string> = { 'google.protobuf.Value': 'v', 'google.protobuf.Struct': 't' };
/** The codec handles this field itself, so shapes do not list it. */
const RESIDUE = 'havoc_residue';

/**
 * Derives the mapping between Slack's JSON and messages from descriptors alone. The names in the contract follow these
 * rules:
 *
 * - A field has the name of its key. If that name is taken, the field's name also has the kind of its values
 *   (`text_string`). A name can be taken because a key has values of several kinds, or because protobuf considers two
 *   names equal.
 * - A message that wraps a list has only the field `items`. A message that wraps a dictionary has only `entries`.
 *
 * @returns the shapes by full name, with `_` in place of each dot
 */
export function shapesOf(definition: PackageDefinition): Shapes {
  const messages = Object.entries(definition).flatMap(([name, one]) => {
    const descriptor = descriptorOf(one);
    return descriptor && name.startsWith('havoc.slack.') ? [{ name, descriptor }] : [];
  });
  const known = new Set(messages.map(({ name }) => name));
  return defineShapes(
    Object.fromEntries(
      messages.map(({ name, descriptor }) => [keyOf(name), entryOf(name, descriptor, known)]),
    ),
    {},
  );
}

/** The key of a message in the result of shapesOf. */
export function keyOf(fullName: string): string {
  return fullName.replaceAll('.', '_');
}

function descriptorOf(one: AnyDefinition): Descriptor | undefined {
  return 'format' in one && 'type' in one && 'field' in Object(one.type)
    ? (one.type as Descriptor)
    : undefined;
}

type Entry = Parameters<typeof defineShapes>[0][string];

function entryOf(fullName: string, descriptor: Descriptor, known: ReadonlySet<string>): Entry {
  const names = new Set([...descriptor.field.map(({ name }) => name), ...descriptor.reservedName].map(camel));
  const text = descriptor.field
    .filter(({ name }) => name !== RESIDUE)
    .map(
      (field) =>
        `${codeOf(field, { fullName, descriptor, known })} ${slackKeyOf(field, names)}=${field.number}`,
    )
    .join(';');
  const form = formOf(descriptor);
  return [text, { ...(form && { form }) }];
}

function slackKeyOf({ name }: FieldDescriptor, names: ReadonlySet<string>): string {
  const base = /^(.+)_(?:string|number|boolean|list|object)$/.exec(name)?.[1];
  if (base !== undefined && names.has(camel(base))) return base;
  // The contract doubles a leading underscore, and spells OpenID's claims, which are URLs, with underscores.
  return name.replace(/^__/, '_').replace(/^https___slack_com_/, 'https://slack.com/');
}

/** Converts a name to the form that protobuf compares: it refuses two fields whose names are equal in this form. */
function camel(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function formOf({ name, field, oneofDecl }: Descriptor): 'list' | 'map' | 'oneof' | undefined {
  const [only, ...more] = field;
  if (only && more.length === 0 && only.label === 'LABEL_REPEATED') {
    if (only.name === 'items' && /List\d*$/.test(name)) return 'list';
    if (only.name === 'entries' && /Map\d*$/.test(name)) return 'map';
  }
  // Protobuf puts each optional field into a oneof of its own, whose name begins with an underscore or X_.
  return oneofDecl.some((one) => !/^X?_/.test(one.name)) ? 'oneof' : undefined;
}

interface Place {
  fullName: string;
  descriptor: Descriptor;
  known: ReadonlySet<string>;
}

function codeOf(field: FieldDescriptor, place: Place): string {
  const entry = place.descriptor.nestedType.find(
    ({ name, options }) => options?.mapEntry && name === field.typeName.split('.').at(-1),
  );
  const value = entry?.field.find(({ name }) => name === 'value');
  if (value) return `{${oneOf(value, place)}`;
  return `${field.label === 'LABEL_REPEATED' ? '[' : ''}${oneOf(field, place)}`;
}

function oneOf({ type, typeName }: FieldDescriptor, place: Place): string {
  if (type !== 'TYPE_MESSAGE') return CODES[type] ?? 'v';
  const fullName = resolve(typeName, place);
  return UNTYPED[fullName] ?? `m${keyOf(fullName)}`;
}

/** Resolves a type name from the innermost scope outwards. */
function resolve(typeName: string, { fullName, known }: Place): string {
  const bare = typeName.replace(/^\./, '');
  const parts = fullName.split('.');
  for (let depth = parts.length; depth > 0; depth--) {
    const candidate = [...parts.slice(0, depth), bare].join('.');
    if (known.has(candidate)) return candidate;
  }
  return bare;
}
