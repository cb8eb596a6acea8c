import { type Installed, installedIn } from '../apps/installed.js';
import type { User } from '../model.js';
import { isLive, type StoredToken } from '../oauth/stored-token.js';
import { teamsOf } from '../oauth/tenant.js';
import { isOrganisationAdmin, mayUninstall } from '../policy/managing.js';
import type { InstalledApp } from '../protocol.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { findUser } from '../workspaces/find.js';
import { apps, enterprises, installations, tenantOf, tokens } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/**
 * The apps that a person can see in the workspace, and for an admin of the organisation also the org-wide apps without
 * access to it.
 */
export async function managedApps(workspace: Workspace, person: User): Promise<Installed[]> {
  const here = await installedIn(workspace);
  const { db, team } = workspace;
  if (!team.enterprise_id || !isOrganisationAdmin(person, team.enterprise_id)) return here;
  const known = new Set(here.map(({ app }) => app.id));
  const wide = await db.list(installations, 'enterprise', team.enterprise_id);
  const others = wide.filter(({ app }) => !known.has(app));
  const found = await Promise.all(
    others.map(async (installation) => ({ app: await db.find(apps, installation.app), installation })),
  );
  return [...here, ...found.flatMap(({ app, installation }) => (app ? { app, installation } : []))];
}

/** @throws refusal `app_not_found` */
export async function getManagedApp(workspace: Workspace, person: User, id: string): Promise<Installed> {
  const found = (await managedApps(workspace, person)).find(({ app }) => app.id === id);
  if (found) return found;
  throw refusal('app_not_found', `The app '${id}' is not installed in ${workspace.team.name}.`);
}

/** The app with what its installation was granted, as the person may know it. Tokens appear without their values. */
export async function toInstalledApp(
  workspace: Workspace,
  { app, installation }: Installed,
  person: User,
): Promise<InstalledApp> {
  const { enterprise, installed_at, installed_by, scopes } = installation;
  return {
    id: app.id,
    name: app.name,
    installed_at,
    ...(installed_by !== undefined && { installed_by: await nameOf(workspace, installed_by) }),
    scopes,
    tokens: await liveTokens(workspace, { app, installation }, person),
    may_uninstall: mayUninstall(person, installation),
    ...(enterprise !== undefined && (await organisationFields(workspace, installation, person))),
  };
}

async function organisationFields(
  { db }: Workspace,
  { enterprise = '', team_access_granted }: Installed['installation'],
  person: User,
): Promise<Pick<InstalledApp, 'enterprise' | 'access'>> {
  const name = (await db.find(enterprises, enterprise))?.name ?? enterprise;
  if (!isOrganisationAdmin(person, enterprise)) return { enterprise: name };
  const access = (await teamsOf(db, enterprise)).map((team) => ({
    team: team.id,
    name: team.name,
    is_granted: team_access_granted.includes(team.id),
  }));
  return { enterprise: name, access };
}

async function liveTokens(
  workspace: Workspace,
  { app, installation }: Installed,
  person: User,
): Promise<InstalledApp['tokens']> {
  const { db, now } = workspace;
  const all = await db.list(tokens, 'installation', keyOf(tenantOf(installation), app.id));
  const isShown = (one: StoredToken) => one.kind !== 'refresh' && isLive(one, now().getTime());
  return Promise.all(
    all.filter(isShown).map(async ({ user, expires_at }) => ({
      kind: user === installation.bot_user_id ? ('bot' as const) : ('user' as const),
      name: await nameOf(workspace, user),
      is_own: user === person.id,
      ...(expires_at !== undefined && { expires_at }),
    })),
  );
}

async function nameOf(workspace: Workspace, user: string): Promise<string> {
  return (await findUser(workspace, user))?.real_name ?? user;
}
