import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { apps, installations } from '../world/collections.js';
import type { Installed } from './installed.js';

/**
 * The app, if it is installed in this workspace, or org-wide in this organisation.
 *
 * @param tenant id of the workspace or organisation
 */
export async function findInstalledAt(
  db: Reader,
  { tenant, app: id }: { tenant: string; app: string },
): Promise<Installed | undefined> {
  const installation = await db.find(installations, keyOf(tenant, id));
  const app = installation?.uninstalled_at === undefined ? await db.find(apps, id) : undefined;
  return app && installation && { app, installation };
}

/** As `findInstalledAt`. @throws refusal `app_not_found` */
export async function getInstalledAt(db: Reader, at: { tenant: string; app: string }): Promise<Installed> {
  const installed = await findInstalledAt(db, at);
  if (installed) return installed;
  throw refusal('app_not_found', `The app '${at.app}' is not installed in ${at.tenant}.`);
}

/** The app whose bot this is, if it is installed there still. */
export async function findInstalledBot(db: Reader, bot: string): Promise<Installed | undefined> {
  const all = await db.list(installations, 'bot', bot);
  const installation = all.find(({ uninstalled_at }) => uninstalled_at === undefined);
  const app = installation && (await db.find(apps, installation.app));
  return app && { app, installation };
}
