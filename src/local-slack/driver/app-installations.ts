import type { Installation, User } from '../model.js';
import { type At, revokeTokens, uninstall } from '../oauth/end-installation.js';
import { type Allowed, install } from '../oauth/install.js';
import { scopesOf } from '../oauth/scope-descriptions.js';
import { isLive, type StoredToken } from '../oauth/stored-token.js';
import { setTeamAccess } from '../oauth/team-access.js';
import { changeTenant, type Tenant } from '../oauth/tenant.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { SyncReader } from '../store/memory-store.js';
import { apps, installations, tenantOf, tokens } from '../world/collections.js';
import type { World } from '../world/world.js';
import { memberNamed, type Place, peopleIn, teamNamed, tenantNamed } from './named.js';
import { channelNamed } from './seen.js';

/** What a person allows, without a consent page. */
export interface InstallOptions extends Place {
  /** The handle or id of the person; the first one who can install the app if absent. */
  person?: string;
  /** The scopes that are granted; those that the app declares if absent, and all bot scopes if it declares none. */
  scopes?: { bot?: string[]; user?: string[] };
  /** The name or id of the channel of an incoming webhook, if the scope `incoming-webhook` is granted. */
  channel?: string;
  /** The workspaces to which an org-wide installation has access, by domain, name or id; none if absent. */
  teams?: string[];
}

/** A new installation. */
export interface LocalInstallation {
  installation: Installation;
  botToken?: string;
  botRefreshToken?: string;
  userToken?: string;
  userRefreshToken?: string;
}

/** Installs one app, and ends its installations, as people and admins do. */
export interface AppInstallations {
  /** Installs the app, as OAuth does. @throws HavocError if Slack would not do it */
  install(options?: InstallOptions): Promise<LocalInstallation>;
  /** Uninstalls the app. It is told with `tokens_revoked` and `app_uninstalled`. */
  uninstall(place?: Place): Promise<void>;
  /** Revokes tokens of the bot or of people, by handle or id. The app is told with `tokens_revoked`. */
  revoke(whose: Place & { bot?: boolean; people?: string[] }): Promise<void>;
  /** Gives an org-wide installation access to workspaces. The app is told with `team_access_granted`. */
  addWorkspaces(enterprise: string, workspaces: string[]): Promise<void>;
  /** Takes the access to workspaces away. The app is told with `team_access_revoked`. */
  removeWorkspaces(enterprise: string, workspaces: string[]): Promise<void>;
  /** Where the app is installed now. */
  installations(): Installation[];
  /** The tokens that work now, in one place or everywhere, oldest first, refresh tokens included. */
  tokens(place?: Place): StoredToken[];
}

export function createAppInstallations(
  { world, now }: { world: World; now: SyncReader },
  id: string,
): AppInstallations {
  const at = (place: Place = {}): At => ({ app: id, ...tenantNamed(now, place) });
  const setAccess = async (organisation: string, names: readonly string[], granted: boolean) => {
    const { enterprise = '' } = tenantNamed(now, { enterprise: organisation });
    const ids = names.map((name) => teamNamed(now, name).id);
    await setTeamAccess(world, { app: id, enterprise, teams: ids }, granted);
  };
  return {
    install: async (options = {}) => {
      const allowed = toAllowed(now, id, options);
      const { installation, bot, user } = await changeTenant(world, allowed, (workspace) =>
        install(workspace, allowed),
      );
      if (options.enterprise && options.teams) await setAccess(options.enterprise, options.teams, true);
      return {
        installation: now.find(installations, keyOf(tenantOf(allowed), id)) ?? installation,
        ...(bot && { botToken: bot.token.value }),
        ...(bot?.refresh && { botRefreshToken: bot.refresh.value }),
        ...(user && { userToken: user.token.value }),
        ...(user?.refresh && { userRefreshToken: user.refresh.value }),
      };
    },
    uninstall: (place) => uninstall(world, at(place)),
    revoke: async ({ bot = false, people = [], ...place }) => {
      const where = at(place);
      const ids = people.map((name) => memberNamed(now, where, name).id);
      await revokeTokens(world, { ...where, bot, users: ids });
    },
    addWorkspaces: (organisation, names) => setAccess(organisation, names, true),
    removeWorkspaces: (organisation, names) => setAccess(organisation, names, false),
    installations: () => now.list(installations, 'app', id),
    tokens: (place) => {
      const all = now.all(tokens).filter(({ app }) => app === id);
      const here = place && tenantOf(at(place));
      return all.filter(
        (one) => isLive(one, world.now().getTime()) && (here === undefined || tenantOf(one) === here),
      );
    },
  };
}

/** @throws refusal if there is no such place, person or channel */
function toAllowed(now: SyncReader, id: string, options: InstallOptions): Allowed {
  const app = now.find(apps, id);
  if (!app) throw refusal('app_not_found', `The local Slack has no app '${id}'.`);
  const tenant = tenantNamed(now, options);
  const { scopes = { bot: app.scopes.bot ?? scopesOf('bot'), user: app.scopes.user } } = options;
  const { team = '' } = tenant;
  return {
    app,
    ...tenant,
    user: options.person ? memberNamed(now, tenant, options.person).id : installerIn(now, tenant).id,
    scopes: { bot: scopes.bot ?? [], user: scopes.user ?? [] },
    rotates: app.token_rotation,
    ...(options.channel && { webhook_channel: channelNamed({ now, team }, options.channel).id }),
  };
}

/** The first person of the workspace, or the first admin of the organisation. */
function installerIn(now: SyncReader, tenant: Tenant): User {
  const people = peopleIn(now, tenant);
  const found = tenant.team ? people[0] : people.find(({ enterprise_user }) => enterprise_user?.is_admin);
  if (found) return found;
  throw refusal(
    'user_not_found',
    'Nobody there can install the app. Give a person of the seed is_admin, or name a person.',
  );
}
