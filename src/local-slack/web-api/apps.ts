import { authorizationsOf, readEventContext } from '../apps/authorizations.js';
import { newConnectionUrl } from '../apps/tickets.js';
import type { Json } from '../model.js';
import { refusal } from '../refusal.js';
import type { World } from '../world/world.js';
import type { Args } from './args.js';
import { pageMetadata, pageOf } from './paging.js';

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

  /** docs.slack.dev/reference/methods/apps.event.authorizations.list */
  'apps.event.authorizations.list': async ({ world: { db }, app, args }) => {
    const context = readEventContext(args.get('event_context'));
    if (!context) throw refusal('invalid_event_context', 'No event contained this event_context.');
    if (context.app !== app)
      throw refusal('auth_mismatch', 'The event with this event_context was sent to another app.');
    const all = await authorizationsOf(db, context);
    const page = await pageOf(args, async ({ skip, limit }) => all.slice(skip, skip + limit));
    return { authorizations: page.items, ...pageMetadata(page) };
  },
};
