import { hasBot } from '../apps/installed.js';
import { seconds } from '../ids.js';
import type { Installation } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { inTeam } from '../workspaces/in-team.js';
import { installations, tenantOf, tokens, webhooks } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { World } from '../world/world.js';
import { removeBotUser } from './bot-user.js';
import { isLive, type StoredToken } from './stored-token.js';
import { changeTenant, type Tenant } from './tenant.js';

/** An app in a workspace or organisation. */
export interface At extends Tenant {
  /** Id of the app. */
  app: string;
}

/** Whose tokens to revoke. */
export interface Revoked extends At {
  /** True for those of the bot. */
  bot?: boolean;
  /** Ids of the people whose tokens to revoke. */
  users?: string[];
}

/**
 * Uninstalls the app, as an admin does in Slack's settings: ends all tokens and webhooks, removes the bot, and sends
 * the app `tokens_revoked` and `app_uninstalled`.
 *
 * @throws refusal `app_not_found` if it is not installed there
 */
export async function uninstall(world: World, at: At): Promise<void> {
  await changeTenant(world, at, async (workspace) => {
    const installation = await getInstallation(workspace, at);
    const live = await liveTokens(workspace, at);
    endTokens(workspace, live);
    tellRevoked(workspace, installation, live);
    await endInstallation(workspace, installation);
  });
}

/**
 * Revokes the tokens of the bot or of people, and sends the app `tokens_revoked`. Without its token, a bot is
 * deactivated. The app is uninstalled when no token is left. docs.slack.dev/reference/events/app_uninstalled
 *
 * @throws refusal `app_not_found` if it is not installed there
 */
export async function revokeTokens(world: World, revoked: Revoked): Promise<void> {
  await changeTenant(world, revoked, (workspace) => revokeIn(workspace, revoked));
}

/** As `revokeTokens`, in a transaction of the workspace or of one of the organisation. */
export async function revokeIn(
  workspace: WritableWorkspace,
  { bot = false, users = [], ...at }: Revoked,
): Promise<void> {
  const installation = await getInstallation(workspace, at);
  const live = await liveTokens(workspace, at);
  const isOfBot = ({ user }: StoredToken) => user === installation.bot_user_id;
  const gone = live.filter((one) => (isOfBot(one) ? bot : users.includes(one.user)));
  endTokens(workspace, gone);
  tellRevoked(workspace, installation, gone);
  if (gone.length === live.length) return endInstallation(workspace, installation);
  if (!bot) return;
  const { scopes } = installation;
  workspace.db.put(installations, { ...installation, scopes: { ...scopes, bot: [] } });
  for (const there of await workspacesOf(workspace, installation))
    await removeBotUser(there, installation.bot_user_id);
}

async function endInstallation(workspace: WritableWorkspace, installation: Installation): Promise<void> {
  const { db, now, emit } = workspace;
  const { incoming_webhook: _, ...rest } = installation;
  db.put(installations, { ...rest, uninstalled_at: seconds(now()) });
  for (const there of await workspacesOf(workspace, installation)) {
    const key = keyOf(there.team.id, installation.app);
    for (const { path } of await db.list(webhooks, 'installation', key)) db.remove(webhooks, path);
    await removeBotUser(there, installation.bot_user_id);
    there.emit({ kind: 'app_removed', app: installation.app });
  }
  emit({ kind: 'app_told', installation, event: { type: 'app_uninstalled' } });
}

/** The workspaces in which the app is installed, or to which an org-wide one has access. */
function workspacesOf(
  workspace: WritableWorkspace,
  { team, team_access_granted }: Installation,
): Promise<WritableWorkspace[]> {
  const ids = team === undefined ? team_access_granted : [team];
  return Promise.all(ids.map((id) => inTeam(workspace, id)));
}

async function liveTokens({ db, now }: WritableWorkspace, at: At): Promise<StoredToken[]> {
  const all = await db.list(tokens, 'installation', keyOf(tenantOf(at), at.app));
  return all.filter((one) => isLive(one, now().getTime()));
}

function endTokens({ db, now }: WritableWorkspace, gone: readonly StoredToken[]): void {
  const at = now().getTime();
  for (const one of gone)
    db.put(tokens, {
      ...one,
      ended: { at, error: one.kind === 'bot' ? 'account_inactive' : 'token_revoked' },
    });
}

/** docs.slack.dev/reference/events/tokens_revoked */
function tellRevoked(
  { emit }: WritableWorkspace,
  installation: Installation,
  gone: readonly StoredToken[],
): void {
  const users = [...new Set(gone.map(({ user }) => user))];
  if (users.length === 0) return;
  const { bot_user_id } = installation;
  const oauth = users.filter((user) => user !== bot_user_id);
  const bot = users.filter((user) => user === bot_user_id && hasBot(installation));
  emit({ kind: 'app_told', installation, event: { type: 'tokens_revoked', tokens: { oauth, bot } } });
}

/** @throws refusal `app_not_found` */
export async function getInstallation({ db }: Pick<WritableWorkspace, 'db'>, at: At): Promise<Installation> {
  const installation = await db.find(installations, keyOf(tenantOf(at), at.app));
  if (installation && installation.uninstalled_at === undefined) return installation;
  throw refusal('app_not_found', `The app '${at.app}' is not installed in ${tenantOf(at)}.`);
}
