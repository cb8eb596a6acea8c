import type { Json } from '../base/index.js';
import type { IncomingWebhook, InstallationEvent as Message } from '../gen/havoc/v1/installations.js';
import { readJson } from './read-json.js';

/** The fields of every event about an installation. */
interface OfInstallation<Type extends string> {
  type: Type;
  /** The workspace. Absent for an org-wide installation. */
  team_id?: string;
  team_name?: string;
  enterprise_id?: string;
  enterprise_name?: string;
  is_enterprise_install: boolean;
  app_id?: string;
  bot_user_id?: string;
  /** When it happened. */
  at: Date;
}

/**
 * The events about the app's installations, by name. havoc makes them itself. Slack does not send them.
 *
 * @example
 * ```ts
 * import type { InstallationEvents } from '@havoc/client';
 *
 * export const shownScopes = ({ scopes }: InstallationEvents['installed']) => scopes.join(', ');
 * ```
 */
export interface InstallationEvents {
  /** The app was installed, or installed again, or one more person granted a token. */
  installed: OfInstallation<'installed'> & {
    /** The person who installed it. */
    user_id?: string;
    /** The scopes of the bot that were granted. They may be fewer than the app asked for. */
    scopes: string[];
    /** The scopes of the person's own token. */
    user_scopes: string[];
    /** What the app gave to `havoc.installations.link`. */
    context?: unknown;
    /** Present if the scope incoming-webhook was granted. */
    incoming_webhook?: IncomingWebhook;
  };
  /** The app was removed, so no call can be made here any more. */
  uninstalled: OfInstallation<'uninstalled'> & {
    /** Slack's event, or `revoked`. */
    reason?: string;
    /** The link with which the app can be installed again. Present if OAuth is configured. */
    install_url?: string;
  };
  /** Tokens were revoked. The app may still be installed. */
  tokens_revoked: OfInstallation<'tokens_revoked'> & {
    /** True if the token of the bot is among them. */
    bot: boolean;
    /** The users whose tokens were revoked. */
    users: string[];
  };
  /** The scopes of the bot or of a user changed. */
  scopes_changed: OfInstallation<'scopes_changed'> & {
    /**
     * The user whose scopes changed. For the scopes of the bot: the person who installed the app again, if there is
     * one.
     */
    user_id?: string;
    scopes: string[];
    user_scopes: string[];
    previous_scopes: string[];
    previous_user_scopes: string[];
  };
  /** Slack refuses a token, or it can no longer be refreshed. */
  token_failed: OfInstallation<'token_failed'> & {
    /** True if it is the token of the bot. */
    bot: boolean;
    /** The user whose token it is. */
    user_id?: string;
    /** Slack's error, `refresh_lost` if its replacement was lost, or `no_refresh_token`. */
    reason?: string;
    /** The link with which the app can be installed again. Present if OAuth is configured. */
    install_url?: string;
  };
}

/**
 * The name of an event about an installation.
 *
 * @example
 * ```ts
 * import { Havoc, type InstallationEventName } from '@havoc/client';
 *
 * const havoc = new Havoc();
 * const endings: InstallationEventName[] = ['uninstalled', 'token_failed'];
 * for (const name of endings) havoc.on(name, async ({ event, log }) => log.warn(`${event.team_id}: ${event.type}`));
 * ```
 */
export type InstallationEventName = keyof InstallationEvents;

/** The fields of each event, besides those of every event. */
const FIELDS: Record<InstallationEventName, readonly (keyof Message)[]> = {
  installed: ['user_id', 'scopes', 'user_scopes', 'incoming_webhook'],
  uninstalled: ['reason', 'install_url'],
  tokens_revoked: ['bot', 'users'],
  scopes_changed: ['user_id', 'scopes', 'user_scopes', 'previous_scopes', 'previous_user_scopes'],
  token_failed: ['user_id', 'bot', 'reason', 'install_url'],
};
const COMMON: readonly (keyof Message)[] = [
  'type',
  'team_id',
  'team_name',
  'enterprise_id',
  'enterprise_name',
  'is_enterprise_install',
  'app_id',
  'bot_user_id',
  'at',
];

export const INSTALLATION_EVENT_NAMES: readonly string[] = Object.keys(FIELDS);

/** Makes the event that listeners get from the contract's message. */
export function readInstallationEvent(message: Message): Json {
  const { type = '', is_enterprise_install = false, bot = false } = message;
  const given: Message = { ...message, is_enterprise_install, bot };
  const context = readJson(message.context_json);
  const fields = [...COMMON, ...(isInstallationEventName(type) ? FIELDS[type] : [])];
  return {
    ...Object.fromEntries(fields.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]]))),
    ...(context !== undefined && { context }),
  };
}

function isInstallationEventName(name: string): name is InstallationEventName {
  return Object.hasOwn(FIELDS, name);
}
