import { newConnectionUrl } from '../apps/tickets.js';
import type { Json } from '../model.js';
import type { World } from '../world/world.js';
import type { Args } from './args.js';

/** One call of a method that requires an app-level token. */
interface AppCall {
  world: World;
  /** Id of the app to which the token belongs. */
  app: string;
  args: Args;
}

/** The methods that require an app-level token, by full name. */
export const apps: Record<string, (call: AppCall) => Promise<Json>> = {
  'apps.connections.open': ({ world: { db, url, now }, app }) =>
    db.transact(async (transaction) => ({
      url: await newConnectionUrl({ db: transaction, url, now }, app),
    })),
};
