import { newId, seconds } from '../ids.js';
import type { Channel, Json, Team } from '../model.js';
import { isSharedExternally } from '../workspaces/sharing.js';
import { getTeam } from '../world/team.js';
import type { Workspace } from '../world/workspace.js';
import { placeOfEvent } from './event-place.js';
import type { Installed } from './installed.js';
import type { Receiver } from './receivers.js';

/** The deprecated verification token. Slack still sends it; apps should verify signatures instead. */
export const VERIFICATION_TOKEN = 'local-verification-token';

/**
 * Wraps an event in the body that Slack sends. docs.slack.dev/apis/events-api#callback-field
 *
 * @param workspace where it happened
 * @param channel the channel in which it happened, if it happened in one
 */
export async function toEventCallback(
  workspace: Workspace,
  to: Receiver,
  event: Json,
  channel: Channel | undefined,
): Promise<Json> {
  const { db } = workspace;
  const { installation, seer } = to;
  const { team, context } = await placeOfEvent(workspace, to, event, channel);
  const own = installation.team === undefined ? undefined : await getTeam(db, installation.team);
  const cid = typeof event.channel === 'string' ? event.channel : undefined;
  const event_context = { et: event.type, tid: team.id, aid: to.app.id, cid };
  return {
    ...outerFields(workspace, to, event, team),
    context_team_id: context?.id ?? null,
    context_enterprise_id: (context ? context.enterprise_id : installation.enterprise) ?? null,
    authorizations: [
      {
        enterprise_id: (own ? own.enterprise_id : installation.enterprise) ?? null,
        team_id: own?.id ?? null,
        user_id: seer.user,
        is_bot: seer.is_bot,
        is_enterprise_install: installation.is_enterprise_install,
      },
    ],
    is_ext_shared_channel: channel !== undefined && (await isSharedExternally(db, channel)),
    event_context: `4-${Buffer.from(JSON.stringify(event_context)).toString('base64url')}`,
  };
}

/**
 * Wraps an event about the app's own installation, such as `app_uninstalled` or `team_access_granted`. Slack names no
 * authorization in it. If the installation is org-wide, it names no workspace either.
 * docs.slack.dev/reference/events/app_uninstalled
 */
export function toAppEventCallback(workspace: Workspace, installed: Installed, event: Json): Json {
  const { enterprise } = installed.installation;
  if (enterprise === undefined) return outerFields(workspace, installed, event, workspace.team);
  const { team_id: _, ...outer } = outerFields(workspace, installed, event, workspace.team);
  return { ...outer, enterprise_id: enterprise };
}

/** The fields that every event has. */
function outerFields({ now }: Workspace, { app }: Installed, event: Json, team: Team): Json {
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    ...(team.enterprise_id && { enterprise_id: team.enterprise_id }),
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: seconds(now()),
  };
}
