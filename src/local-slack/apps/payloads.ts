import type { Channel, Json } from '../model.js';
import { getUser } from '../workspaces/find.js';
import type { Workspace } from '../world/workspace.js';
import { VERIFICATION_TOKEN } from './event-callback.js';

/** The fields that every interactive payload has: its type, the person, the app and the workspace. */
export async function payloadFrame(
  workspace: Workspace,
  type: string,
  { app, user: userId }: { app: string; user: string },
): Promise<Json> {
  const { team } = workspace;
  const user = await getUser(workspace, userId);
  return {
    type,
    user: { id: userId, username: user.name, name: user.name, team_id: user.team_id },
    api_app_id: app,
    token: VERIFICATION_TOKEN,
    team: { id: team.id, domain: team.domain, ...enterpriseFields(workspace) },
    enterprise: team.enterprise_id ? { id: team.enterprise_id, name: team.enterprise_name } : null,
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
    app: string;
    user: string;
    channel: Channel;
    command: string;
    text: string;
    response_url: string;
    trigger_id: string;
  },
): Promise<Record<string, string>> {
  const { team } = workspace;
  const { app, user, channel, command, text, response_url, trigger_id } = given;
  const { id: channel_id, name: channel_name } = payloadChannel(channel);
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    ...enterpriseFields(workspace),
    channel_id,
    channel_name,
    user_id: user,
    user_name: (await getUser(workspace, user)).name,
    command,
    text,
    api_app_id: app,
    is_enterprise_install: 'false',
    response_url,
    trigger_id,
  };
}

function enterpriseFields({ team }: Workspace): Record<string, string> {
  const { enterprise_id, enterprise_name = '' } = team;
  return enterprise_id ? { enterprise_id, enterprise_name } : {};
}
