import type { App } from '../model.js';
import { refusal } from '../refusal.js';
import type { Reader } from '../store/transaction.js';
import type { Args } from '../web-api/args.js';
import { ALL, apps } from '../world/collections.js';

/** The credentials of an app. */
export interface Credentials {
  client_id: string;
  client_secret: string;
}

/** The app with this client id. */
export async function findClient(db: Reader, client_id: string | undefined): Promise<App | undefined> {
  return (await db.list(apps, 'all', ALL)).find((app) => app.client_id === client_id);
}

/**
 * Finds the app that authenticates a call, with HTTP's basic authentication or the arguments `client_id` and
 * `client_secret`.
 *
 * @param isPublic true for apps that may leave the secret out
 * @throws refusal `invalid_client_id` or `bad_client_secret`
 */
export async function authenticateClient(
  db: Reader,
  { args, credentials }: { args: Args; credentials?: Credentials },
  isPublic: (app: App) => boolean = () => false,
): Promise<App> {
  const app = await findClient(db, credentials?.client_id ?? args.find('client_id'));
  if (!app) throw refusal('invalid_client_id', 'No app has this client_id.');
  const secret = credentials?.client_secret ?? args.find('client_secret');
  if (secret === app.client_secret || (!secret && isPublic(app))) return app;
  throw refusal('bad_client_secret', `This is not the client_secret of ${app.name}.`);
}
