import type { Field, Message } from './messages.js';
import { SHARED } from './place.js';

/**
 * Copies messages into the shared package if a second package uses them.
 *
 * A message stays in the package that the lock has for it. Other packages cannot import that package, since two packages
 * that import each other do not compile. They use a copy in the shared package instead. The fields that used the message
 * before keep it, and so keep their numbers.
 *
 * @returns the copies, which are also added to `places`
 */
export function copyShared(places: Map<Message, string>): Message[] {
  const copies = new Map<Message, Message>();

  function seenFrom(place: string | undefined, { of }: Field): Field['of'] {
    if (typeof of !== 'object') return of;
    const home = places.get(of);
    return home === place || home === SHARED ? of : copyOf(of);
  }

  function copyOf(message: Message): Message {
    const known = copies.get(message);
    if (known) return known;
    const copy: Message = { ...message, ids: message.ids.map((id) => `shared:${id}`), fields: [] };
    copies.set(message, copy);
    copy.fields = message.fields.map((field) => ({ ...field, of: seenFrom(SHARED, field) }));
    return copy;
  }

  for (const [message, place] of places) {
    message.fields = message.fields.map((field) => ({ ...field, of: seenFrom(place, field) }));
  }
  for (const copy of copies.values()) places.set(copy, SHARED);
  return [...copies.values()];
}
