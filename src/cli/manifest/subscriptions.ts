import type { Handles } from '../../gen/havoc/v1/events.js';
import { declaredKinds, isDeclaredKind, rowOf } from '../../slack/index.js';
import { EVENT_SCOPES, MESSAGE_SUBSCRIPTIONS } from './event-scopes.js';

/** What an app listens to, in the words of Slack's settings. */
export interface Subscriptions {
  /** As in `app_mention` or `message.im`. */
  events: string[];
  commands: string[];
  shortcuts: { callbackId: string; type: 'global' | 'message' }[];
  /** Whether it handles buttons, modals, shortcuts and the like. */
  interactive: boolean;
  /** Whether it fills menus with options. */
  options: boolean;
  /** What could not be told from the listeners, for people. */
  notes: string[];
}

/** What names one listener: the text, or the expression, of one property. */
type Name = { equals: string } | { source: string; flags: string } | undefined;

/** Reads what the listeners of an app declare, each once, in the order of declaring. */
export function subscriptionsOf(handles: readonly Handles[]): Subscriptions {
  const notes: string[] = [];
  const kinds = handles.map(({ kind = '' }) => kind);
  const named = (wanted: string, property: string) =>
    handles.filter(({ kind }) => kind === wanted).map((one) => nameOf(one, property));

  if (kinds.includes('*'))
    notes.push('A listener takes all that comes: only what others name is in the manifest.');
  const events = named('event', 'type').flatMap((name) => eventsOf(name, notes));
  const commands = named('command', 'command').flatMap((name) => commandsOf(name, notes));
  const sending = kinds.filter(isDeclaredKind).map(rowOf);
  const interactive = sending.some(({ sentAs }) => sentAs === 'payload');
  const options = sending.some(({ requestUrl }) => requestUrl === 'options');
  const foundIn = (place: 'global' | 'message') =>
    declaredKinds.flatMap(([kind, row]) => (row.shortcut === place ? named(kind, 'callback_id') : []));
  const shortcuts = shortcutsOf(foundIn('global'), foundIn('message'), notes);
  return {
    events: once(events),
    commands: once(commands),
    shortcuts,
    interactive,
    options,
    notes: once(notes),
  };
}

function nameOf({ matches = [] }: Handles, wanted: string): Name {
  const match = matches.find(({ property }) => property === wanted);
  if (match?.equals !== undefined) return { equals: match.equals };
  return match?.pattern && { source: match.pattern.source ?? '', flags: match.pattern.flags ?? '' };
}

function eventsOf(name: Name, notes: string[]): string[] {
  if (!name) {
    notes.push('A listener takes every event: name under bot_events those that it needs.');
    return [];
  }
  if ('source' in name) {
    const fitting = Object.keys(EVENT_SCOPES).filter((event) => fits(name, event));
    notes.push(
      `${shown(name)} stands for no certain event: name under bot_events those that you want${fitting.length > 0 ? `, of ${fitting.join(', ')}` : ''}.`,
    );
    return [];
  }
  const event = name.equals;
  if (event === 'message') {
    notes.push(
      'Messages are of four kinds of conversations: leave out the kinds that the app does not need.',
    );
    return [...MESSAGE_SUBSCRIPTIONS];
  }
  // It comes whether one asks for it or not.
  if (event === 'app_rate_limited') return [];
  if (EVENT_SCOPES[event] === 'user') {
    notes.push(`${event} comes by the token of a user alone, and havoc has only the bot's: it is left out.`);
    return [];
  }
  if (EVENT_SCOPES[event] === undefined)
    notes.push(`${event} is not known here: look up on docs.slack.dev which scopes it needs, and add them.`);
  return [event];
}

function commandsOf(name: Name, notes: string[]): string[] {
  if (name && 'equals' in name) return [name.equals];
  notes.push(
    `${name ? shown(name) : 'A listener that takes every command'} stands for no certain command: name them all under slash_commands.`,
  );
  return [];
}

/** A listener that does not say which of the two it takes declares both; a message's menu is then the rarer case. */
function shortcutsOf(global: Name[], message: Name[], notes: string[]): Subscriptions['shortcuts'] {
  const [globalIds, messageIds] = [global, message].map((names) =>
    once(names.flatMap((name) => (name && 'equals' in name ? [name.equals] : []))),
  ) as [string[], string[]];
  for (const name of [...global, ...message]) {
    if (!name || 'source' in name)
      notes.push(
        `${name ? shown(name) : 'A listener that takes every shortcut'} stands for no certain shortcut: name them all under shortcuts.`,
      );
  }
  const both = globalIds.filter((id) => messageIds.includes(id));
  if (both.length > 0)
    notes.push(
      `Whether ${both.join(', ')} stands among the global shortcuts or in the menu of messages is not told: global is taken, else make it \`type: message\`.`,
    );
  return [
    ...globalIds.map((callbackId) => ({ callbackId, type: 'global' as const })),
    ...messageIds
      .filter((id) => !both.includes(id))
      .map((callbackId) => ({ callbackId, type: 'message' as const })),
  ];
}

function fits({ source, flags }: { source: string; flags: string }, event: string): boolean {
  try {
    return new RegExp(source, flags).test(event);
  } catch {
    // Another language's expression, which the sidecar would refuse too.
    return false;
  }
}

function shown({ source, flags }: { source: string; flags: string }): string {
  return `/${source}/${flags}`;
}

function once<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
