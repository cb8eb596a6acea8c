import { HavocError } from '../base/index.js';
import {
  declaredKinds,
  INSTALLATION_EVENT,
  type KindsFor,
  type PayloadKind,
  type Property,
  rowOf,
} from '../slack/kinds/index.js';
import { eventNames } from './event-names.js';
import { INSTALLATION_EVENT_NAMES } from './installation-events.js';
import type { Want } from './listeners.js';
import type { Pattern } from './pattern.js';

/**
 * Chooses actions. All given constraints must match.
 *
 * @example
 * ```ts
 * havoc.action({ action_id: 'approve', block_id: /^request:/ }, async ({ user }) => console.log(user.id));
 * ```
 */
export interface ActionConstraints {
  type?: KindsFor<'action'>;
  action_id?: Pattern;
  block_id?: Pattern;
  /** The callback_id of the attachment or the dialog. For an action in a block: of the modal that contains the block. */
  callback_id?: Pattern;
}

/**
 * Chooses shortcuts. All given constraints must match.
 *
 * @example
 * ```ts
 * havoc.shortcut({ type: 'message_action', callback_id: 'save' }, async ({ shortcut }) => shortcut.message.ts);
 * ```
 */
export interface ShortcutConstraints {
  type?: KindsFor<'shortcut'>;
  callback_id?: Pattern;
}

/**
 * Chooses view submissions and closings. All given constraints must match.
 *
 * @example
 * ```ts
 * havoc.view({ type: 'view_closed', callback_id: 'ticket' }, async ({ user, log }) => log.info(`${user.id} left`));
 * ```
 */
export interface ViewConstraints {
  type?: KindsFor<'view'>;
  callback_id?: Pattern;
}

/**
 * Chooses menus that ask for options. All given constraints must match.
 *
 * @example
 * ```ts
 * havoc.options({ action_id: 'city', block_id: 'address' }, async ({ reply }) => reply({ options: [] }));
 * ```
 */
export interface OptionsConstraints {
  type?: KindsFor<'options'>;
  action_id?: Pattern;
  block_id?: Pattern;
  callback_id?: Pattern;
}

const PROPERTIES = ['action_id', 'block_id', 'callback_id'] as const;

/** Any of the constraints above. */
type Constraints = { type?: PayloadKind } & { [Property in (typeof PROPERTIES)[number]]?: Pattern };

export function wantsEvent(name: Pattern): Want[] {
  // Slack sends some events as the whole payload, not in an event_callback. Each is a kind of its own.
  const own = declaredKinds.find(
    ([kind, { listener, layout }]) => kind === name && listener === 'event' && layout !== 'event',
  );
  if (own) return [{ kind: own[0] }];
  if (typeof name === 'string' && name.startsWith('message.'))
    throw badName(
      name,
      `event('message', …)`,
      "The event's type is message for every subscription to messages.",
    );
  return [{ kind: 'event', where: { type: name } }];
}

export function wantsInstallationEvent(name: string): Want[] {
  if (!INSTALLATION_EVENT_NAMES.includes(name)) throw unknownChange(name);
  return [{ kind: INSTALLATION_EVENT, where: { type: name } }];
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

/** The wants of a listener: its kinds, except those that lack a property named in its constraints. */
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

/** The kinds that a listener gets when its constraints have no type. */
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
    message: `Slack sends nothing that is called '${name}'. ${because} Write ${instead}.`,
  });
}

function unknownChange(name: string): HavocError {
  const isSlacks = eventNames().includes(name);
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `havoc has no event that is called '${name}'. Use one of ${INSTALLATION_EVENT_NAMES.join(', ')}${isSlacks ? `, or write event('${name}', …) for Slack's event` : ''}.`,
  });
}

function neverFits(what: string, lacking: Property[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `This listener can never be called: a ${what} has no ${[...new Set(lacking)].join(' or ')}. Use callback_id instead.`,
  });
}

function unknownConstraint(keys: string[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: `Unknown constraint on a listener: ${keys.join(', ')}. Use type, action_id, block_id or callback_id.`,
  });
}
