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

/** The apps of the workspace, in the order in which they were installed. */
export async function installedIn({ db, team }: Workspace): Promise<Installed[]> {
  const all = await db.list(installations, 'team', team.id);
  const found = await Promise.all(
    all.map(async (installation) => ({ app: await db.find(apps, installation.app), installation })),
  );
  return found.flatMap(({ app, installation }) => (app ? { app, installation } : []));
}

async function findInstalled({ db, team }: Workspace, app: string): Promise<Installed | undefined> {
  const installation = await db.find(installations, keyOf(team.id, app));
  const found = installation && (await db.find(apps, app));
  return found && { app: found, installation };
}

/** @throws refusal `app_not_found` */
export async function getInstalled(workspace: Workspace, app: string): Promise<Installed> {
  const installed = await findInstalled(workspace, app);
  if (installed) return installed;
  throw refusal('app_not_found', `The app '${app}' is not installed in ${workspace.team.name}.`);
}

/** The app of this bot, if it is installed in the workspace. */
export async function findByBot({ db, team }: Workspace, bot: string): Promise<Installed | undefined> {
  const [installation] = await db.list(installations, 'bot', bot);
  const app = installation?.team === team.id ? await db.find(apps, installation.app) : undefined;
  return app && installation && { app, installation };
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
