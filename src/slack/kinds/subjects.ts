import { asObject, type Json } from '../../base/index.js';
import { type Property, rowOf } from './table.js';

/**
 * What a listener's handler is called for: the event, each action, the view, or the whole body. The menu of an old
 * attachment asks for its options with an `interactive_message` that has no actions.
 */
export function subjectsOf(kind: string, body: Json): Json[] {
  switch (rowOf(kind).subject) {
    case 'event':
      return [asObject(body.event)];
    case 'view':
      return [asObject(body.view)];
    case 'actions':
      return Array.isArray(body.actions) ? body.actions.map(asObject) : [body];
    case 'body':
      return [body];
  }
}

/** One property of a payload, as it holds for one of its subjects; undefined where it is no text. */
export function findProperty(
  property: Property,
  { kind, body }: { kind: string; body: Json },
  subject: Json,
): string | undefined {
  switch (property) {
    case 'callback_id':
      // An action or a suggestion in a modal has the modal's.
      return asText(body.callback_id) ?? asText(asObject(body.view).callback_id);
    case 'type':
      return asText(rowOf(kind).subject === 'event' ? subject.type : body.type);
    case 'action_type':
      return asText(subject.type);
    default:
      return asText(subject[property]);
  }
}

/** What a payload is called, for people who look; empty if it has no name. */
export function nameOf(kind: string, body: Json): string {
  const subject = subjectsOf(kind, body)[0] ?? body;
  const names = rowOf(kind).name.map((property) => findProperty(property, { kind, body }, subject));
  return names.find(Boolean) ?? '';
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
