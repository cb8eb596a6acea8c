import { HavocError } from '../base/index.js';
import {
  declaredKinds,
  type KindsFor,
  type PayloadKind,
  type Property,
  rowOf,
} from '../slack/kinds/index.js';
import type { Want } from './listeners.js';
import type { Pattern } from './pattern.js';

/** All that are given must match. */
export interface ActionConstraints {
  type?: KindsFor<'action'>;
  action_id?: Pattern;
  block_id?: Pattern;
  /** Of the message's attachment or the dialog; of a block's action, of the modal that it stands in. */
  callback_id?: Pattern;
}

/** All that are given must match. */
export interface ShortcutConstraints {
  type?: KindsFor<'shortcut'>;
  callback_id?: Pattern;
}

/** All that are given must match. */
export interface ViewConstraints {
  type?: KindsFor<'view'>;
  callback_id?: Pattern;
}

/** All that are given must match. */
export interface OptionsConstraints {
  type?: KindsFor<'options'>;
  action_id?: Pattern;
  block_id?: Pattern;
  callback_id?: Pattern;
}

const PROPERTIES = ['action_id', 'block_id', 'callback_id'] as const;

/** Any of those above. */
type Constraints = { type?: PayloadKind } & { [Property in (typeof PROPERTIES)[number]]?: Pattern };

export function wantsEvent(name: Pattern): Want[] {
  // Comes as a kind of its own, outside of an event_callback.
  const own = declaredKinds.find(
    ([kind, { listener, layout }]) => kind === name && listener === 'event' && layout !== 'event',
  );
  if (own) return [{ kind: own[0] }];
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
  return toWants('action', isPattern(given) ? { action_id: given } : given);
}

export function wantsShortcut(given: Pattern | ShortcutConstraints): Want[] {
  return toWants('shortcut', isPattern(given) ? { callback_id: given } : given);
}

export function wantsView(given: Pattern | ViewConstraints): Want[] {
  return toWants('view', isPattern(given) ? { callback_id: given, type: 'view_submission' } : given);
}

export function wantsOptions(given: Pattern | OptionsConstraints): Want[] {
  return toWants('options', isPattern(given) ? { action_id: given } : given);
}

/** Wants the kinds for this listener, less those that lack a property that it chooses by. */
function toWants(
  listener: 'action' | 'shortcut' | 'view' | 'options',
  { type, ...where }: Constraints,
): Want[] {
  const unknown = Object.keys(where).filter((key) => !PROPERTIES.some((property) => property === key));
  if (unknown.length > 0) throw unknownConstraint(unknown);
  const chosenBy = PROPERTIES.filter((property) => where[property] !== undefined);
  const lacks = (kind: PayloadKind) => chosenBy.filter((one) => !rowOf(kind).properties.includes(one));
  const kinds = type === undefined ? kindsFor(listener) : [type];
  const fitting = kinds.filter((kind) => lacks(kind).length === 0);
  if (fitting.length === 0) throw neverFits(type ?? listener, kinds.flatMap(lacks));
  return fitting.map((kind) => ({ kind, where }));
}

/** Those that a listener gets without asking for them by type. */
function kindsFor(listener: string): PayloadKind[] {
  return declaredKinds.flatMap(([kind, row]) => (row.listener === listener && !row.onlyByType ? [kind] : []));
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

function neverFits(what: string, lacking: Property[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `This listener can never be called: a ${what} has no ${[...new Set(lacking)].join(' or ')}. Choose it by callback_id.`,
  });
}

function unknownConstraint(keys: string[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `A listener cannot be chosen by ${keys.join(', ')}; type, action_id, block_id and callback_id are what there is.`,
  });
}
