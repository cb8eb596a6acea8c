import type { Json } from '../model.js';
import { newId, seconds } from '../state/ids.js';
import type { Workspace } from '../state/workspace.js';

/** The deprecated verification token. Slack still sends it; apps should verify signatures instead. */
export const VERIFICATION_TOKEN = 'local-verification-token';

/** Wraps an event in the body that Slack sends. docs.slack.dev/apis/events-api#event-type-structure */
export function toEventCallback(workspace: Workspace, event: Json): Json {
  const { team, app } = workspace;
  const context = { et: event.type, tid: team.id, aid: app.id, cid: channelOf(event) };
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: seconds(workspace.now()),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.bot_user_id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${Buffer.from(JSON.stringify(context)).toString('base64url')}`,
  };
}

function channelOf(event: Json): unknown {
  return typeof event.channel === 'string' ? event.channel : undefined;
}
