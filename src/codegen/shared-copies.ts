import type { Field, Message } from './messages.js';
import { SHARED } from './place.js';

/**
 * A message keeps the package that the lock has it in, also when others have come to use it since. Those get a copy
 * in the shared package, which is all that a package may import: two that import each other do not compile.
 * The fields that had the message before keep it, and with it their numbers.
 *
 * @returns the copies; `places` has them too
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
