import type { Handles } from '../../gen/havoc/v1/events.js';
import { declaredKinds, EVENT_SCOPES, INSTALLATION_EVENT, isDeclaredKind, rowOf } from '../../slack/index.js';
import { MESSAGE_SUBSCRIPTIONS } from './base-scopes.js';

/** What an app listens to, in the terms of Slack's settings. */
export interface Subscriptions {
  /** Subscriptions to events, such as `app_mention` or `message.im`. */
  events: string[];
  commands: string[];
  shortcuts: { callbackId: string; type: 'global' | 'message' }[];
  /** True if the app handles buttons, modals, shortcuts or other interactions. */
  interactive: boolean;
  /** True if the app provides options for menus. */
  options: boolean;
  /** True if the app listens to havoc's own events about installations. */
  installations: boolean;
  /** Notes for people about what the listeners do not show. */
  notes: string[];
}

/** The text or the regular expression that a listener requires of a property. */
type Name = { equals: string } | { source: string; flags: string } | undefined;

/** Derives subscriptions from an app's declarations, each once, in the order declared. */
export function subscriptionsOf(handles: readonly Handles[]): Subscriptions {
  const notes: string[] = [];
  const kinds = handles.map(({ kind = '' }) => kind);
  const named = (wanted: string, property: string) =>
    handles.filter(({ kind }) => kind === wanted).map((one) => nameOf(one, property));

  if (kinds.includes('*'))
    notes.push('A listener takes every payload. The manifest only has what the other listeners name.');
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
    installations: kinds.includes(INSTALLATION_EVENT),
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
    notes.push('A listener takes every event. Add the events that it needs under bot_events.');
    return [];
  }
  if ('source' in name) {
    const fitting = Object.keys(EVENT_SCOPES).filter((event) => fits(name, event));
    notes.push(
      `${shown(name)} does not name one event. Add the events that you want under bot_events${fitting.length > 0 ? `, from ${fitting.join(', ')}` : ''}.`,
    );
    return [];
  }
  const event = name.equals;
  if (event === 'message') {
    notes.push(
      'There are four kinds of conversations with messages. Remove the kinds that the app does not need.',
    );
    return [...MESSAGE_SUBSCRIPTIONS];
  }
  // Slack sends it without a subscription.
  if (event === 'app_rate_limited') return [];
  if (EVENT_SCOPES[event] === 'user') {
    notes.push(
      `${event} is left out: Slack only sends it for a user's token, and havoc subscribes with the bot's.`,
    );
    return [];
  }
  if (EVENT_SCOPES[event] === undefined)
    notes.push(`The scopes of ${event} are unknown. Look them up on docs.slack.dev, and add them.`);
  return [event];
}

function commandsOf(name: Name, notes: string[]): string[] {
  if (name && 'equals' in name) return [name.equals];
  notes.push(
    `${name ? shown(name) : 'A listener for every command'} does not name one command. Add all commands under slash_commands.`,
  );
  return [];
}

/** A listener without a type declares both kinds of shortcuts. It counts as global, which is more common. */
function shortcutsOf(global: Name[], message: Name[], notes: string[]): Subscriptions['shortcuts'] {
  const [globalIds, messageIds] = [global, message].map((names) =>
    once(names.flatMap((name) => (name && 'equals' in name ? [name.equals] : []))),
  ) as [string[], string[]];
  for (const name of [...global, ...message]) {
    if (!name || 'source' in name)
      notes.push(
        `${name ? shown(name) : 'A listener for every shortcut'} does not name one shortcut. Add all shortcuts under shortcuts.`,
      );
  }
  const both = globalIds.filter((id) => messageIds.includes(id));
  if (both.length > 0)
    notes.push(
      `The listener for ${both.join(', ')} has no type, so the manifest has a global shortcut. For a message shortcut, write \`type: message\`.`,
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
    // JavaScript cannot compile it: it may be an expression of another language. The sidecar refuses it too.
    return false;
  }
}

function shown({ source, flags }: { source: string; flags: string }): string {
  return `/${source}/${flags}`;
}

function once<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
