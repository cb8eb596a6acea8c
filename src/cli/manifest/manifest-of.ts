import { EVENT_SCOPES } from '../../slack/index.js';
import { BASE_SCOPES } from './base-scopes.js';
import { type Installing, type InstallOptions, installingOf, installNotes } from './installing.js';
import type { Subscriptions } from './subscriptions.js';

/** The parts of a Slack app manifest that this command writes. @see https://docs.slack.dev/reference/app-manifest */
export interface Manifest {
  display_information: { name: string; description?: string };
  features: {
    app_home?: Record<string, boolean>;
    assistant_view?: { assistant_description: string };
    agent_view?: { agent_description: string };
    bot_user: { display_name: string; always_online: boolean };
    shortcuts?: { name: string; type: 'global' | 'message'; callback_id: string; description: string }[];
    slash_commands?: {
      command: string;
      url?: string;
      description: string;
      usage_hint: string;
      should_escape: boolean;
    }[];
    unfurl_domains?: string[];
  };
  oauth_config: { redirect_urls?: string[]; scopes: { bot: string[]; bot_optional?: string[] } };
  settings: {
    event_subscriptions?: { request_url?: string; bot_events: string[] };
    interactivity?: { is_enabled: boolean; request_url?: string; message_menu_options_url?: string };
    org_deploy_enabled: boolean;
    socket_mode_enabled: boolean;
    token_rotation_enabled: boolean;
  };
}

export interface ManifestOptions extends InstallOptions {
  /** The URL at which Slack reaches havoc, such as `https://slack.example.com`. Absent for Socket Mode. */
  url?: string;
  name: string;
  description?: string;
}

export interface MadeManifest {
  manifest: Manifest;
  /** A short reason for each scope. */
  reasons: ReadonlyMap<string, string>;
  /** Notes for people about what they must still check or add. */
  notes: string[];
}

/** Slack's limits: characters in names, and numbers of scopes, events, commands and shortcuts. */
const MOST = {
  name: 35,
  botName: 80,
  shortcutName: 24,
  scopes: 255,
  events: 100,
  commands: 50,
  shortcuts: 10,
};

/** Makes the manifest of an app with these subscriptions. */
export function manifestOf(listened: Subscriptions, options: ManifestOptions): MadeManifest {
  const { url, name, description, optionalScopes = [], orgWide = false, tokenRotation = false } = options;
  const installing = installingOf(listened, options);
  const subscriptions = { ...listened, events: [...new Set([...listened.events, ...installing.events])] };
  const reasons = scopesOf(subscriptions, optionalScopes);
  const scopes = [...reasons.keys()];
  const notes = [...subscriptions.notes, ...excessOf(subscriptions, scopes)];
  const manifest: Manifest = {
    display_information: {
      name: name.slice(0, MOST.name),
      ...(description !== undefined && { description }),
    },
    features: featuresOf(subscriptions, options, notes),
    oauth_config: oauthOf(installing, scopes, optionalScopes),
    settings: {
      ...settingsOf(subscriptions, url),
      org_deploy_enabled: orgWide,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: tokenRotation,
    },
  };
  notes.push(...installNotes(installing, { scopes, tokenRotation }));
  return { manifest, reasons, notes };
}

function oauthOf(
  { redirectUrls }: Installing,
  bot: string[],
  optional: readonly string[],
): Manifest['oauth_config'] {
  return {
    ...(redirectUrls.length > 0 && { redirect_urls: redirectUrls }),
    // https://docs.slack.dev/changelog/2026/03/16/optional-scopes
    scopes: { bot, ...(optional.length > 0 && { bot_optional: [...new Set(optional)] }) },
  };
}

function featuresOf(
  { events, commands, shortcuts }: Subscriptions,
  { url, name }: ManifestOptions,
  notes: string[],
): Manifest['features'] {
  const hasHome = events.includes('app_home_opened');
  const hasMessages = events.includes('message.im');
  const isAgent = events.some((event) => event.startsWith('agent_') || event === 'app_context_changed');
  const isAssistant = !isAgent && events.some((event) => event.startsWith('assistant_'));
  const unfurls = events.includes('link_shared');
  if (unfurls) notes.push('Slack sends link_shared for the domains under unfurl_domains. Put yours there.');
  if (events.includes('function_executed'))
    notes.push('Slack sends function_executed for functions of the app. Describe them under functions.');
  return {
    ...((hasHome || hasMessages) && {
      app_home: {
        home_tab_enabled: hasHome,
        messages_tab_enabled: hasMessages,
        messages_tab_read_only_enabled: false,
      },
    }),
    ...(isAssistant && { assistant_view: { assistant_description: name } }),
    ...(isAgent && { agent_view: { agent_description: name } }),
    bot_user: { display_name: botNameOf(name), always_online: true },
    ...(shortcuts.length > 0 && {
      shortcuts: shortcuts.map(({ callbackId, type }) => ({
        name: wordsOf(callbackId).slice(0, MOST.shortcutName),
        type,
        callback_id: callbackId,
        description: wordsOf(callbackId),
      })),
    }),
    ...(commands.length > 0 && {
      slash_commands: commands.map((command) => ({
        command,
        ...(url !== undefined && { url: `${url}/slack/commands` }),
        description: wordsOf(command.slice(1)),
        usage_hint: '[text]',
        should_escape: false,
      })),
    }),
    ...(unfurls && { unfurl_domains: ['example.com'] }),
  };
}

function settingsOf({ events, interactive, options }: Subscriptions, url: string | undefined) {
  const at = (path: string) => (url === undefined ? undefined : `${url}/slack/${path}`);
  return {
    ...(events.length > 0 && {
      event_subscriptions: {
        ...(url !== undefined && { request_url: at('events') }),
        bot_events: events,
      },
    }),
    ...(interactive && {
      interactivity: {
        is_enabled: true,
        ...(url !== undefined && { request_url: at('interactions') }),
        ...(url !== undefined && options && { message_menu_options_url: at('options') }),
      },
    }),
  };
}

/** The scopes with their reasons: first those that the listeners need, then those of every manifest, then optional ones. */
function scopesOf(
  { events, commands, shortcuts }: Subscriptions,
  optional: readonly string[],
): Map<string, string> {
  const whys = new Map<string, string[]>();
  const add = (scope: string, why: string) => whys.set(scope, [...(whys.get(scope) ?? []), why]);
  for (const event of events) {
    const scopes = EVENT_SCOPES[event] ?? [];
    if (scopes !== 'user') for (const scope of scopes) add(scope, event);
  }
  for (const what of [...commands, ...shortcuts.map(({ callbackId }) => callbackId)]) add('commands', what);
  for (const [scope, why] of Object.entries(BASE_SCOPES)) add(scope, why);
  for (const scope of new Set(optional)) add(scope, 'optional');
  return new Map([...whys].map(([scope, reasons]) => [scope, reasons.join(', ')]));
}

function excessOf(
  { events, commands, shortcuts }: Subscriptions,
  { length: scopes }: readonly string[],
): string[] {
  const counts = {
    events: events.length,
    commands: commands.length,
    shortcuts: shortcuts.length,
    scopes,
  };
  return (['events', 'commands', 'shortcuts', 'scopes'] as const).flatMap((what) =>
    counts[what] > MOST[what]
      ? [`Slack allows at most ${MOST[what]} ${what}, and this app has ${counts[what]}. Remove some.`]
      : [],
  );
}

/** The name of the bot. Slack allows only few characters in it. */
function botNameOf(name: string): string {
  const taken = name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-');
  return taken.slice(0, MOST.botName) || 'app';
}

/** Makes a first description from an id, such as `Open ticket` from `open_ticket`. */
function wordsOf(id: string): string {
  const words = id.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim() || id;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
