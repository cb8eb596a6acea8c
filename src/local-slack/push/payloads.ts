import type { Channel, Json } from '../model.js';
import { getUser } from '../state/find.js';
import type { Workspace } from '../state/workspace.js';
import { VERIFICATION_TOKEN } from './event-callback.js';

/** The fields that every interactive payload has: its type, the person, the app and the workspace. */
export function payloadFrame({ team, app, users }: Workspace, type: string, userId: string): Json {
  const user = users.get(userId);
  return {
    type,
    user: { id: userId, username: user?.name, name: user?.name, team_id: team.id },
    api_app_id: app.id,
    token: VERIFICATION_TOKEN,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
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
export function commandFields(
  workspace: Workspace,
  given: {
    user: string;
    channel: Channel;
    command: string;
    text: string;
    response_url: string;
    trigger_id: string;
  },
): Record<string, string> {
  const { team, app } = workspace;
  const { user, channel, command, text, response_url, trigger_id } = given;
  const { id: channel_id, name: channel_name } = payloadChannel(channel);
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id,
    channel_name,
    user_id: user,
    user_name: getUser(workspace, user).name,
    command,
    text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url,
    trigger_id,
  };
}
