import { getInstalled, type Installed, installedIn } from '../apps/installed.js';
import { findInstalledBot, getInstalledAt } from '../apps/installed-at.js';
import type { StoredView } from '../apps/stored-view.js';
import type { Shortcut } from '../model.js';
import { refusal } from '../refusal.js';
import type { Workspace } from '../world/workspace.js';
import type { Found } from './container.js';

/** The app that receives a slash command: one that declares it, or else one that declares no commands at all. */
export async function findCommandApp(workspace: Workspace, command: string): Promise<Installed | undefined> {
  const installed = await installedIn(workspace);
  return (
    installed.find(({ app }) => app.commands.some((one) => one.command === command)) ??
    installed.find(({ app }) => app.commands.length === 0)
  );
}

/**
 * The app that receives a shortcut: the given app, or one that declares the shortcut, or else the first one.
 *
 * @throws refusal `app_not_found`
 */
export async function getShortcutApp(
  workspace: Workspace,
  type: Shortcut['type'],
  { callback_id, app }: { callback_id: string; app?: string },
): Promise<Installed> {
  if (app) return getInstalled(workspace, app);
  const installed = await installedIn(workspace);
  const declares = (one: Installed) =>
    one.app.shortcuts.some((shortcut) => shortcut.type === type && shortcut.callback_id === callback_id);
  return installed.find(declares) ?? getFirst(workspace, installed);
}

/** The given app, or the first one that was installed. @throws refusal `app_not_found` */
export async function getAppOrFirst(workspace: Workspace, app: string | undefined): Promise<Installed> {
  return app ? getInstalled(workspace, app) : getFirst(workspace, await installedIn(workspace));
}

/**
 * The app that receives the acts on the elements of a container, with the installation that posted the message or opened
 * the view. In a shared channel, it may be one of another workspace.
 *
 * @throws refusal `app_not_found`
 */
export async function getContainerApp(workspace: Workspace, found: Found): Promise<Installed> {
  if (found.type === 'view') return getViewApp(workspace, found.stored);
  const { app_id, bot_id } = found.message;
  if (!app_id)
    throw refusal('app_not_found', 'This message is not from an app, so no app can answer this act.');
  const installed = bot_id && (await findInstalledBot(workspace.db, bot_id));
  if (installed) return installed;
  throw refusal(
    'app_not_found',
    `The app '${app_id}', which this element belongs to, is not installed any more.`,
  );
}

/** The app that opened a view, with the installation by means of which it did so. @throws refusal `app_not_found` */
export function getViewApp({ db }: Workspace, { app, view }: StoredView): Promise<Installed> {
  return getInstalledAt(db, { tenant: view.app_installed_team_id, app });
}

function getFirst({ team }: Workspace, [first]: readonly Installed[]): Installed {
  if (!first) throw refusal('app_not_found', `No app is installed in ${team.name}.`);
  return first;
}
