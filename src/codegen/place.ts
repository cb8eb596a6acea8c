import type { Message } from './messages.js';
import { identifiersOfFile, identifiersOfMessage, identifiersOfService } from './service-clashes.js';

/** The package that all other packages may import. */
export const SHARED = 'types';

/**
 * Places each message in the only package that uses it, or in the shared package if several packages use it. A message
 * that the lock has stays in its package.
 *
 * @param lockedIn returns the package that the lock has for a message
 */
export function placeMessages(
  messages: Message[],
  lockedIn: (message: Message) => string | undefined,
): Map<Message, string> {
  const users = new Map<Message, Set<string>>(messages.map((message) => [message, new Set()]));

  function reach(message: Message, from: string): void {
    const reached = users.get(message);
    if (!reached || reached.has(from)) return;
    reached.add(from);
    for (const { of } of message.fields) if (typeof of === 'object' && !of.root) reach(of, from);
  }

  for (const message of messages) if (message.root) reach(message, message.root);
  return new Map(
    [...users].map(([message, from]) => {
      const [only = SHARED] = from;
      return [message, message.root ?? lockedIn(message) ?? (from.size === 1 ? only : SHARED)];
    }),
  );
}

export interface Naming {
  /** Returns the name that the lock has for a message. */
  locked: (message: Message) => string | undefined;
  /** Better names, by the names in the declarations. */
  renamed: Record<string, string>;
  /** The services. Their names must differ from those of the messages in their package. */
  services: { package: string; name: string }[];
}

/** Gives each message a name that is unique in its package. Adds a number if a name is taken. */
export function nameMessages(
  places: Map<Message, string>,
  { locked, renamed, services }: Naming,
): Map<Message, string> {
  const names = new Map<Message, string>();
  const taken = new Set<string>();
  const inPackage = (pkg: string | undefined, identifiers: string[]) =>
    identifiers.map((identifier) => `${pkg} ${identifier}`);

  function reserve(pkg: string | undefined, identifiers: string[]): void {
    for (const one of inPackage(pkg, identifiers)) taken.add(one);
  }

  function take(message: Message, name: string): void {
    names.set(message, name);
    reserve(places.get(message), identifiersOfMessage(name));
  }

  for (const pkg of places.values()) reserve(pkg, identifiersOfFile(pkg));
  for (const { package: pkg, name } of services) reserve(pkg, identifiersOfService(name));

  const order = [...places.keys()];
  for (const message of order) {
    const name = locked(message) ?? (message.root ? message.names[0] : undefined);
    if (name) take(message, name);
  }
  for (const message of order) {
    if (names.has(message)) continue;
    const wanted = message.names.map((name) => renamed[name] ?? name);
    const last = wanted.at(-1) ?? '';
    const numbered = Array.from({ length: order.length }, (_, index) => `${last}${index + 2}`);
    const isFree = (name: string) =>
      inPackage(places.get(message), identifiersOfMessage(name)).every((one) => !taken.has(one));
    const free = [...wanted, ...numbered].find(isFree);
    take(message, free ?? last);
  }
  return names;
}
