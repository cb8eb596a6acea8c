import { asObject, type Json } from '../../base/index.js';
import { type Property, rowOf } from './table.js';

/**
 * Returns the parts of a payload that a listener's handler is called for: the event, each action, the view or the whole
 * body. An `interactive_message` has no actions if it asks for the options of a menu in an old attachment.
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

/** Returns a property of a payload, as it applies to one of its subjects. Returns undefined if it is not a text. */
export function findProperty(
  property: Property,
  { kind, body }: { kind: string; body: Json },
  subject: Json,
): string | undefined {
  switch (property) {
    case 'callback_id':
      // An action or a suggestion in a modal has the callback_id of the modal.
      return asText(body.callback_id) ?? asText(asObject(body.view).callback_id);
    case 'type':
      return asText(rowOf(kind).subject === 'event' ? subject.type : body.type);
    case 'action_type':
      return asText(subject.type);
    default:
      return asText(subject[property]);
  }
}

/** Returns the name of a payload that is shown to people. The name may be empty. */
export function nameOf(kind: string, body: Json): string {
  const subject = subjectsOf(kind, body)[0] ?? body;
  const names = rowOf(kind).name.map((property) => findProperty(property, { kind, body }, subject));
  return names.find(Boolean) ?? '';
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
