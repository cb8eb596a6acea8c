import { folderOf, packageNameOf, partsOf } from './full-name.js';
import { groupBy } from './group-by.js';
import { type Lock, type NumberedMessage, numberFields } from './lock.js';
import type { Field, Message } from './messages.js';
import { type Naming, nameMessages, placeMessages } from './place.js';
import { badNamesOf, type Declarations, type Service } from './service-clashes.js';
import { copyShared } from './shared-copies.js';

/** A message with everything that its printers need. */
export interface NamedMessage extends NumberedMessage {
  name: string;
  fullName: string;
}

/** A proto package: one .proto file, one file of shapes. */
export interface Package {
  /** The short name, such as `chat`. */
  name: string;
  /** The full name, such as `havoc.slack.chat.v1`. */
  fullName: string;
  /** The folder below proto/ and src/gen/, such as `havoc/slack/chat/v1`. */
  folder: string;
  /** Sorted by name, since the order in which messages are found changes with the lock. */
  messages: NamedMessage[];
  /** The other packages that its messages use. */
  imports: string[];
}

export interface Model {
  packages: Package[];
  named(message: Message): NamedMessage;
}

/** Places, names and numbers all messages. Keeps what the lock has, and adds new entries to it. */
export function buildModel(
  declared: Message[],
  lock: Lock,
  { renamed, services }: Pick<Naming, 'renamed'> & { services: (Service & { package: string })[] },
): Model {
  const lockedAs = (message: Message) => {
    const locked = message.ids.map((id) => lock.messages[id]).find((name) => name);
    return locked === undefined ? undefined : partsOf(locked);
  };
  const places = placeMessages(declared, (message) => lockedAs(message)?.package);
  const messages = [...declared, ...copyShared(places)];
  const names = nameMessages(places, {
    locked: (message) => lockedAs(message)?.message,
    renamed,
    services,
  });
  const fullName = (message: Message) => `${packageNameOf(places.get(message) ?? '')}.${names.get(message)}`;
  const typeOf = (field: Field) => protoType(field, fullName);

  const all = new Map<Message, NamedMessage>();
  for (const message of messages) {
    const full = fullName(message);
    refuseTwo(full, message, all);
    for (const id of message.ids) lock.messages[id] = full;
    const numbered = numberFields(lock, message, { fullName: full, typeOf });
    all.set(message, { ...numbered, name: names.get(message) ?? '', fullName: full });
  }
  function named(message: Message): NamedMessage {
    const found = all.get(message);
    if (!found) throw new Error(`${message.names[0]} is not in the contract.`);
    return found;
  }

  const byPackage = groupBy(messages, (message) => places.get(message) ?? '');
  const packages = [...byPackage].map(([name, members]): Package => {
    const imports = new Set<string>();
    for (const { of } of members.flatMap(({ fields }) => fields)) {
      if (typeof of === 'object') imports.add(places.get(of) ?? '');
    }
    imports.delete(name);
    refuseBadNames(name, {
      services: services.filter((service) => service.package === name),
      messages: members.map((message) => named(message).name),
    });
    return {
      name,
      fullName: packageNameOf(name),
      folder: folderOf(name),
      messages: members.map(named).sort((a, b) => (a.name < b.name ? -1 : 1)),
      imports: [...imports].sort(),
    };
  });
  return { packages: packages.sort((a, b) => (a.name < b.name ? -1 : 1)), named };
}

/** Refuses two messages with one name: unions that were one message earlier, and whose parts now differ. */
function refuseTwo(full: string, message: Message, all: Map<Message, NamedMessage>): void {
  const other = [...all.values()].find(({ fullName }) => fullName === full);
  if (!other) return;
  throw new Error(
    `${full} would be two messages, for ${other.message.ids.join(', ')} and for ${message.ids.join(', ')}, which were one before. ` +
      'Unite their parts under OneMessage in src/codegen/sources.ts.',
  );
}

function refuseBadNames(file: string, declared: Omit<Declarations, 'file'>): void {
  const bad = badNamesOf({ file, ...declared });
  if (bad.length === 0) return;
  throw new Error(
    `In ${packageNameOf(file)}, these names clash or are keywords in some language: ${bad.join(', ')}.`,
  );
}

const WELL_KNOWN: Record<string, string> = {
  value: 'google.protobuf.Value',
  struct: 'google.protobuf.Struct',
};

function protoType({ many, of }: Field, fullName: (message: Message) => string): string {
  const one = typeof of === 'string' ? (WELL_KNOWN[of] ?? of) : fullName(of);
  if (many === 'list') return `repeated ${one}`;
  if (many === 'map') return `map<string, ${one}>`;
  return one;
}

/** Converts `slackLists` to `slack_lists`, which is protobuf's style for packages. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
