import type { Json } from '../model.js';
import { authenticateClient, type Credentials } from '../oauth/client.js';
import { revokeIn, uninstall } from '../oauth/end-installation.js';
import { changeTenant, getEnterprise, tenantFields } from '../oauth/tenant.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { apps, installations, teams, tenantOf, tokens } from '../world/collections.js';
import { botHandle } from '../world/person.js';
import { getTeam } from '../world/team.js';
import type { World } from '../world/world.js';
import type { Args } from './args.js';
import { pageMetadata, pageOf } from './paging.js';
import type { Bearer } from './tokens.js';

/** One call of a method that is about its own token. */
export interface TokenCall {
  world: World;
  bearer: Bearer;
  args: Args;
  /** From HTTP's basic authentication. */
  credentials?: Credentials;
}

/** The methods that are about the token with which they are called, by full name. */
export const tokenMethods: Record<string, (call: TokenCall) => Promise<Json>> = {
  'auth.test': async ({ world, bearer }) => {
    const { db, now, url } = world;
    const { token, user, is_bot } = bearer;
    const installation = await db.find(installations, keyOf(tenantOf(token), token.app));
    const app = await db.find(apps, token.app);
    const team = token.team === undefined ? undefined : await getTeam(db, token.team);
    const enterprise = token.enterprise ? await getEnterprise(db, token.enterprise) : undefined;
    const enterprise_id = enterprise?.id ?? team?.enterprise_id;
    return {
      url: team?.url ?? `${url}/`,
      team: team?.name ?? enterprise?.name,
      user: user?.name ?? botHandle(app?.name ?? ''),
      // An org-wide token names its organisation here.
      team_id: team?.id ?? enterprise_id,
      user_id: token.user,
      ...(is_bot && { bot_id: installation?.bot_id }),
      ...(enterprise_id && { enterprise_id }),
      is_enterprise_install: enterprise !== undefined,
      ...(token.expires_at && { expires_in: Math.floor((token.expires_at - now().getTime()) / 1000) }),
    };
  },

  'auth.teams.list': async ({ world: { db }, bearer: { token }, args }) => {
    const installation = await db.find(installations, keyOf(tenantOf(token), token.app));
    const ids = token.team === undefined ? (installation?.team_access_granted ?? []) : [token.team];
    const page = await pageOf(args, async ({ skip, limit }) => ids.slice(skip, skip + limit));
    const found = await Promise.all(page.items.map((id) => db.find(teams, id)));
    const withIcon = args.flag('include_icon');
    return {
      teams: found.flatMap((team) =>
        team ? [{ id: team.id, name: team.name, ...(withIcon && { icon: team.icon }) }] : [],
      ),
      ...pageMetadata(page),
    };
  },

  /** Revokes what was granted with the token. A token that expires is revoked alone. */
  'auth.revoke': async ({ world, bearer: { token, is_bot }, args }) => {
    if (args.flag('test')) return { revoked: false };
    await changeTenant(world, token, async (workspace) => {
      const { db, now } = workspace;
      const isAlone = token.kind === 'refresh' || token.expires_at !== undefined;
      const ended = { at: now().getTime(), error: 'token_revoked' as const };
      db.put(tokens, isAlone ? { ...token, ended } : token);
      if (isAlone) return;
      const at = { app: token.app, ...tenantFields(await installedAs(world, token)) };
      if (tenantOf(at) !== tenantOf(token)) db.put(tokens, { ...token, ended });
      else await revokeIn(workspace, { ...at, ...(is_bot ? { bot: true } : { users: [token.user] }) });
    });
    return { revoked: true };
  },

  'apps.uninstall': async ({ world, bearer: { token }, args, credentials }) => {
    const app = await authenticateClient(world.db, { args, credentials });
    if (app.id !== token.app)
      throw refusal('client_id_token_mismatch', 'The client_id and the token belong to different apps.');
    await uninstall(world, { app: app.id, ...(await installedAs(world, token)) });
    return {};
  },
};

/** What the app of the token is installed in: the workspace of the token, or else its organisation. */
async function installedAs({ db }: World, token: Bearer['token']) {
  if (token.team === undefined) return { enterprise: token.enterprise };
  const own = await db.find(installations, keyOf(token.team, token.app));
  if (own && own.uninstalled_at === undefined) return { team: token.team };
  return { enterprise: (await getTeam(db, token.team)).enterprise_id };
}
