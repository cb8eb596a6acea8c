import type { Channel, Json, Team } from '../model.js';
import { getUser } from '../workspaces/find.js';
import { enterprises } from '../world/collections.js';
import { getTeam } from '../world/team.js';
import type { Workspace } from '../world/workspace.js';
import { VERIFICATION_TOKEN } from './event-callback.js';
import type { Installed } from './installed.js';

/** The person whose act an app answers, and the installation of the app that is asked. */
export interface Asking extends Installed {
  user: string;
}

/**
 * The fields that every interactive payload has: its type, the person, the app and the workspace.
 *
 * In a shared channel, the person can belong to another workspace than the app. Then the workspace of a payload is that
 * of the installation. The workspace of a view's payload is the person's own, and `view.app_installed_team_id` names
 * the installation.
 * https://github.com/slackapi/bolt-js/issues/1614
 *
 * An org-wide installation has no workspace. https://github.com/slackapi/bolt-js/pull/521
 *
 * @param workspace that of the person
 */
export async function payloadFrame(
  workspace: Workspace,
  type: string,
  { app, installation, user: userId }: Asking,
): Promise<Json> {
  const { db, team } = workspace;
  const user = await getUser(workspace, userId);
  const frame = {
    type,
    user: { id: userId, username: user.name, name: user.name, team_id: user.team_id },
    api_app_id: app.id,
    token: VERIFICATION_TOKEN,
  };
  if (installation.team === undefined) {
    const organisation = await db.find(enterprises, installation.enterprise ?? '');
    const enterprise = organisation && { id: organisation.id, name: organisation.name };
    return { ...frame, team: null, enterprise, is_enterprise_install: true };
  }
  const shown = type.startsWith('view_') ? team : await getTeam(db, installation.team);
  return {
    ...frame,
    team: { id: shown.id, domain: shown.domain, ...enterpriseFields(shown) },
    enterprise: shown.enterprise_id ? { id: shown.enterprise_id, name: shown.enterprise_name } : null,
    is_enterprise_install: false,
  };
}

/** The `channel` of an interactive payload. */
export function payloadChannel(channel: Channel): { id: string; name: string } {
  const name = channel.is_im
    ? 'directmessage'
    : channel.is_private && !channel.is_mpim
      ? 'privategroup'
      : channel.name;
  return { id: channel.id, name };
}

/** The fields of a slash command. docs.slack.dev/interactivity/implementing-slash-commands */
export async function commandFields(
  workspace: Workspace,
  given: {
    asking: Asking;
    channel: Channel;
    command: string;
    text: string;
    response_url: string;
    trigger_id: string;
  },
): Promise<Record<string, string>> {
  const { team } = workspace;
  const { asking, channel, command, text, response_url, trigger_id } = given;
  const { id: channel_id, name: channel_name } = payloadChannel(channel);
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    ...enterpriseFields(team),
    channel_id,
    channel_name,
    user_id: asking.user,
    user_name: (await getUser(workspace, asking.user)).name,
    command,
    text,
    api_app_id: asking.app.id,
    is_enterprise_install: String(asking.installation.is_enterprise_install),
    response_url,
    trigger_id,
  };
}

function enterpriseFields({ enterprise_id, enterprise_name = '' }: Team): Record<string, string> {
  return enterprise_id ? { enterprise_id, enterprise_name } : {};
}
