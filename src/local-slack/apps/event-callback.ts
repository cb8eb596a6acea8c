import { newId, seconds } from '../ids.js';
import type { Channel, Json } from '../model.js';
import type { Workspace } from '../world/workspace.js';
import type { Installed } from './installed.js';

/** The deprecated verification token. Slack still sends it; apps should verify signatures instead. */
export const VERIFICATION_TOKEN = 'local-verification-token';

/**
 * Wraps an event in the body that Slack sends. docs.slack.dev/apis/events-api#event-type-structure
 *
 * @param channel the channel in which it happened, if it happened in one
 */
export function toEventCallback(
  { team, now }: Workspace,
  { app, installation }: Installed,
  event: Json,
  channel: Channel | undefined,
): Json {
  const context = { et: event.type, tid: installation.team, aid: app.id, cid: channelOf(event) };
  const enterprise_id = team.enterprise_id ?? null;
  return {
    token: VERIFICATION_TOKEN,
    team_id: installation.team,
    context_team_id: team.id,
    context_enterprise_id: enterprise_id,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: seconds(now()),
    authorizations: [
      {
        enterprise_id,
        team_id: installation.team,
        user_id: installation.bot_user_id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel !== undefined && channel.teams.length > 1,
    event_context: `4-${Buffer.from(JSON.stringify(context)).toString('base64url')}`,
  };
}

function channelOf(event: Json): unknown {
  return typeof event.channel === 'string' ? event.channel : undefined;
}
