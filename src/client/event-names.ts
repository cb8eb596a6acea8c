import { nearNames } from '../base/index.js';
import { shapes } from '../gen/havoc/slack/events/v1/shapes.js';
import { declaredKinds } from '../slack/kinds/index.js';
import { INSTALLATION_EVENT_NAMES } from './installation-events.js';
import type { Pattern } from './pattern.js';

/** The names of the events that the contract declares: those in an event_callback, and those that are whole payloads. */
export function eventNames(): string[] {
  const own = declaredKinds.flatMap(([kind, { listener }]) =>
    listener === 'event' && kind !== 'event' ? [kind] : [],
  );
  const declared = [...(shapes.Event?.slots.keys() ?? [])].filter((name) => name !== 'unknown');
  return [...declared, ...own];
}

/** The warning for a name that the contract does not declare, with similar names; undefined for all other patterns. */
export function warningFor(name: Pattern): string | undefined {
  if (typeof name !== 'string') return undefined;
  const names = eventNames();
  if (names.includes(name)) return undefined;
  if (INSTALLATION_EVENT_NAMES.includes(name))
    return `Slack sends no event ${name}. Write on('${name}', …) for havoc's own event.`;
  const near = nearNames(name, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : '';
  return `This version of @havoc/client declares no event ${name}. ${hint}If Slack sends it, the listener runs, but the payload has no type.`;
}
