import type { FastifyInstance } from 'fastify';
import { ALL, installations, teams, users } from '../world/collections.js';
import type { World } from '../world/world.js';

/**
 * Serves Slack's link that opens an app, `/app_redirect?app=A…&team=T…`. Without a workspace, opens the app in the first
 * one in which it is installed.
 *
 * @see https://docs.slack.dev/interactivity/deep-linking
 */
export function addAppRedirect(server: FastifyInstance, world: Pick<World, 'db'>): void {
  server.get('/app_redirect', async (request, reply) => {
    const { searchParams } = new URL(request.url, 'http://localhost');
    const app = searchParams.get('app') ?? '';
    const team = searchParams.get('team') ?? (await firstTeamOf(world, app));
    // The page shows what a person sees. The browser has no session that says which person it is.
    const [person] = (await world.db.list(users, 'team', team)).filter(({ is_bot }) => !is_bot);
    const parts = person ? [team, person.id, app] : [];
    return reply.redirect(`/#/${parts.map(encodeURIComponent).join('/')}`);
  });
}

async function firstTeamOf({ db }: Pick<World, 'db'>, app: string): Promise<string> {
  const [installed] = await db.list(installations, 'app', app);
  const [first] = await db.list(teams, 'all', ALL);
  return installed?.team ?? installed?.team_access_granted[0] ?? first?.id ?? '';
}
