import { HavocError } from '../base/index.js';
import type { Kind, Property } from './kinds.js';
import type { Want } from './listeners.js';
import type { Pattern } from './pattern.js';

/** All that are given must match. */
export interface ActionConstraints {
  type?: 'block_actions' | 'interactive_message' | 'dialog_submission' | 'dialog_cancellation';
  action_id?: Pattern;
  block_id?: Pattern;
  /** Of the message's attachment or the dialog; of a block's action, of the modal that it stands in. */
  callback_id?: Pattern;
}

/** All that are given must match. */
export interface ShortcutConstraints {
  type?: 'shortcut' | 'message_action';
  callback_id?: Pattern;
}

/** All that are given must match. */
export interface ViewConstraints {
  type?: 'view_submission' | 'view_closed';
  callback_id?: Pattern;
}

/** All that are given must match. */
export interface OptionsConstraints {
  type?: 'block_suggestion' | 'dialog_suggestion';
  action_id?: Pattern;
  block_id?: Pattern;
  callback_id?: Pattern;
}

type Constraints = ActionConstraints | ShortcutConstraints | ViewConstraints | OptionsConstraints;

export function wantsEvent(name: Pattern): Want[] {
  if (name === 'app_rate_limited') return [{ kind: 'app_rate_limited' }];
  if (typeof name === 'string' && name.startsWith('message.'))
    throw badName(name, `event('message', …)`, "Slack's event is called message, whatever the subscription.");
  return [{ kind: 'event', where: { type: name } }];
}

export function wantsMessage(text?: Pattern): Want[] {
  return [{ kind: 'event', where: { type: 'message' }, text }];
}

export function wantsCommand(name: Pattern): Want[] {
  if (typeof name === 'string' && !name.startsWith('/'))
    throw badName(name, `command('/${name}', …)`, 'A command begins with a slash.');
  return [{ kind: 'command', where: { command: name } }];
}

export function wantsAction(given: Pattern | ActionConstraints): Want[] {
  const constraints = isPattern(given) ? { action_id: given } : given;
  const { type, action_id, block_id } = constraints;
  const ofBlocks = action_id !== undefined || block_id !== undefined;
  if (ofBlocks && type !== undefined && type !== 'block_actions')
    throw neverFits(type, 'action_id or block_id');
  return toWants(
    constraints,
    ofBlocks ? ['block_actions'] : ['block_actions', 'interactive_message', 'dialog_submission'],
  );
}

export function wantsShortcut(given: Pattern | ShortcutConstraints): Want[] {
  return toWants(isPattern(given) ? { callback_id: given } : given, ['shortcut', 'message_action']);
}

export function wantsView(given: Pattern | ViewConstraints): Want[] {
  const constraints: ViewConstraints = isPattern(given)
    ? { callback_id: given, type: 'view_submission' }
    : given;
  return toWants(constraints, ['view_submission', 'view_closed']);
}

export function wantsOptions(given: Pattern | OptionsConstraints): Want[] {
  const constraints = isPattern(given) ? { action_id: given } : given;
  const { type, action_id, block_id } = constraints;
  const ofBlocks = action_id !== undefined || block_id !== undefined;
  if (ofBlocks && type === 'dialog_suggestion') throw neverFits(type, 'action_id or block_id');
  return toWants(constraints, ofBlocks ? ['block_suggestion'] : ['block_suggestion', 'dialog_suggestion']);
}

function toWants({ type, ...where }: Constraints, kinds: Kind[]): Want[] {
  const known: Property[] = ['action_id', 'block_id', 'callback_id'];
  const unknown = Object.keys(where).filter((key) => !known.some((property) => property === key));
  if (unknown.length > 0) throw unknownConstraint(unknown);
  return (type === undefined ? kinds : [type]).map((kind) => ({ kind, where }));
}

function isPattern(given: Pattern | Constraints): given is Pattern {
  return typeof given === 'string' || given instanceof RegExp;
}

function badName(name: string, instead: string, because: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `Nothing that Slack sends is called '${name}'. ${because} Write ${instead}.`,
  });
}

function neverFits(type: string, what: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `This listener can never be called: a ${type} has no ${what}. Choose it by callback_id.`,
  });
}

function unknownConstraint(keys: string[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `A listener cannot be chosen by ${keys.join(', ')}; type, action_id, block_id and callback_id are what there is.`,
  });
}
