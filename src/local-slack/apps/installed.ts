import type { App, Installation, Message, ShownApp } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { apps, installations, users } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/** An app in a workspace. */
export interface Installed {
  app: App;
  installation: Installation;
}

/**
 * The apps of the workspace, in the order in which they were installed: those that are installed in it, then those that
 * are installed org-wide and have access to it. An app that is both counts once, by its own installation.
 */
export async function installedIn({ db, team }: Pick<Workspace, 'db' | 'team'>): Promise<Installed[]> {
  const own = await db.list(installations, 'team', team.id);
  const known = new Set(own.map(({ app }) => app));
  const wide = team.enterprise_id ? await db.list(installations, 'enterprise', team.enterprise_id) : [];
  const all = [
    ...own,
    ...wide.filter((one) => !known.has(one.app) && one.team_access_granted.includes(team.id)),
  ];
  const found = await Promise.all(
    all.map(async (installation) => ({ app: await db.find(apps, installation.app), installation })),
  );
  return found.flatMap(({ app, installation }) => (app ? { app, installation } : []));
}

async function findInstalled({ db, team }: Workspace, app: string): Promise<Installed | undefined> {
  const found = await db.find(apps, app);
  const own = await db.find(installations, keyOf(team.id, app));
  if (found && own && own.uninstalled_at === undefined) return { app: found, installation: own };
  const wide = team.enterprise_id && (await db.find(installations, keyOf(team.enterprise_id, app)));
  const hasAccess = wide && wide.uninstalled_at === undefined && wide.team_access_granted.includes(team.id);
  return found && hasAccess ? { app: found, installation: wide } : undefined;
}

/** False if only people have given the app tokens, so that it has no bot. */
export function hasBot({ scopes }: Installation): boolean {
  return scopes.bot === undefined || scopes.bot.length > 0;
}

/** @throws refusal `app_not_found` */
export async function getInstalled(workspace: Workspace, app: string): Promise<Installed> {
  const installed = await findInstalled(workspace, app);
  if (installed) return installed;
  throw refusal('app_not_found', `The app '${app}' is not installed in ${workspace.team.name}.`);
}

/** The app of this bot, if the workspace has the bot, or had it before the app was uninstalled. */
export async function findByBot({ db, team }: Workspace, bot: string): Promise<Installed | undefined> {
  const [installation] = await db.list(installations, 'bot', bot, { limit: 1 });
  const user = installation && (await db.find(users, keyOf(team.id, installation.bot_user_id)));
  const app = user && (await db.find(apps, installation.app));
  return app && { app, installation };
}

export function toShownApp({ app, installation }: Installed): ShownApp {
  const { id, name, commands, shortcuts } = app;
  const { bot_id, bot_user_id } = installation;
  return { id, name, commands, shortcuts, bot_id, bot_user_id };
}

/** The fields of a message that say that the app posted it. */
export async function botFields(workspace: Workspace, appId: string): Promise<Partial<Message>> {
  const { app, installation } = await getInstalled(workspace, appId);
  const { bot_id, bot_user_id } = installation;
  const { db, team } = workspace;
  const icon = (await db.find(users, keyOf(team.id, bot_user_id)))?.profile.image_72;
  return {
    bot_id,
    app_id: app.id,
    bot_profile: {
      id: bot_id,
      deleted: false,
      name: app.name,
      updated: 0,
      app_id: app.id,
      user_id: bot_user_id,
      icons: { image_36: icon, image_48: icon, image_72: icon },
      team_id: team.id,
    },
  };
}
