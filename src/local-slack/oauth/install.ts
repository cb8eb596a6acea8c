import { hasBot, toShownApp } from '../apps/installed.js';
import { newId, seconds } from '../ids.js';
import type { App, Channel, IncomingWebhook, Installation } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { inTeam } from '../workspaces/in-team.js';
import { channels, installations, tenantOf, webhooks } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import { addBotUser } from './bot-user.js';
import { grantToken, type Issued } from './issue-tokens.js';
import { newWebhookSecret } from './new-tokens.js';
import { type Tenant, tenantFields } from './tenant.js';

/** What a person has allowed. */
export interface Allowed extends Tenant {
  app: App;
  /** Id of the person. */
  user: string;
  scopes: { bot: string[]; user: string[] };
  rotates: boolean;
  webhook_channel?: string;
}

export interface NewInstallation {
  installation: Installation;
  /** The bot's token, if bot scopes were granted. */
  bot?: Issued;
  /** The person's token, if user scopes were granted. */
  user?: Issued;
}

/**
 * Installs the app in a workspace or an organisation, or gives it further scopes where it is installed. An org-wide
 * installation begins without access to any workspace. docs.slack.dev/enterprise/developing-for-enterprise-orgs#oauth
 *
 * @param workspace the workspace, or any workspace of the organisation
 * @throws refusal `cannot_install_an_org_installed_app`
 */
export async function install(workspace: WritableWorkspace, allowed: Allowed): Promise<NewInstallation> {
  const { db, now } = workspace;
  const { app, scopes, user } = allowed;
  const tenant = tenantFields(allowed);
  const before = await db.find(installations, keyOf(tenantOf(tenant), app.id));
  if (tenant.team) await refuseOrgInstalled(workspace, app);
  const bot_user_id = before?.bot_user_id ?? newId('U');
  const shared = { app, ...tenant, rotates: allowed.rotates };
  const issued = {
    ...(scopes.bot.length > 0 && {
      bot: await grantToken(workspace, { ...shared, kind: 'bot', user: bot_user_id, scopes: scopes.bot }),
    }),
    ...(scopes.user.length > 0 && {
      user: await grantToken(workspace, { ...shared, kind: 'user', user, scopes: scopes.user }),
    }),
  };
  const isLive = before !== undefined && before.uninstalled_at === undefined;
  const kept = isLive ? before : undefined;
  const { uninstalled_at: _, incoming_webhook: __, ...known } = before ?? {};
  const installation: Installation = {
    bot_id: newId('B'),
    bot_user_id,
    ...known,
    app: app.id,
    ...tenant,
    is_enterprise_install: tenant.team === undefined,
    scopes: {
      bot: issued.bot?.token.scopes ?? kept?.scopes.bot ?? [],
      user: issued.user?.token.scopes ?? kept?.scopes.user ?? [],
    },
    installed_by: user,
    installed_at: seconds(now()),
    team_access_granted: kept?.team_access_granted ?? [],
    ...(kept?.incoming_webhook && { incoming_webhook: kept.incoming_webhook }),
  };
  const channel = allowed.webhook_channel && (await db.find(channels, allowed.webhook_channel));
  if (channel) installation.incoming_webhook = addWebhook(workspace, installation, channel);
  db.put(installations, installation);
  await announce(workspace, app, installation);
  return { installation, ...issued };
}

/** Adds the bot to the workspaces to which the app has access, and shows the app on their pages. */
export async function announce(
  workspace: WritableWorkspace,
  app: App,
  installation: Installation,
): Promise<void> {
  const { team } = installation;
  for (const id of team === undefined ? installation.team_access_granted : [team]) {
    const there = await inTeam(workspace, id);
    if (hasBot(installation)) await addBotUser(there, app, installation);
    there.emit({ kind: 'app_changed', app: toShownApp({ app, installation }) });
  }
}

/** An app that is installed org-wide cannot be installed in a workspace of the organisation too. */
async function refuseOrgInstalled({ db, team }: WritableWorkspace, app: App): Promise<void> {
  const wide = team.enterprise_id && (await db.find(installations, keyOf(team.enterprise_id, app.id)));
  if (!wide || wide.uninstalled_at !== undefined) return;
  throw refusal(
    'cannot_install_an_org_installed_app',
    `${app.name} is installed org-wide in ${team.enterprise_name}. Add the workspace to that installation instead.`,
  );
}

/** docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
function addWebhook(
  { db, team, url }: WritableWorkspace,
  { app, bot_id }: Installation,
  { id, name, is_im }: Channel,
): IncomingWebhook {
  const path = `/services/${team.id}/${bot_id}/${newWebhookSecret()}`;
  db.put(webhooks, { path, app, team: team.id, channel: id });
  return {
    channel: is_im ? name : `#${name}`,
    channel_id: id,
    configuration_url: `${url}/services/${bot_id}`,
    url: `${url}${path}`,
  };
}
