import type { Channel, Json, Team } from '../model.js';
import type { Reader } from '../store/transaction.js';
import { teams } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';

/** The id by which others know the workspace: that of its organisation, or its own if it has none. */
export function organisationOf({ id, enterprise_id }: Pick<Team, 'id' | 'enterprise_id'>): string {
  return enterprise_id ?? id;
}

/** True if the team is this workspace, or another one of the same organisation. */
export async function isInOrganisation({ db, team }: Workspace, id: string): Promise<boolean> {
  if (id === team.id) return true;
  const other = await db.find(teams, id);
  return other !== undefined && organisationOf(other) === organisationOf(team);
}

/** The workspaces that share the channel, the host first. */
export async function sharingTeams(db: Reader, channel: Pick<Channel, 'teams'>): Promise<Team[]> {
  const found = await Promise.all(channel.teams.map((id) => db.find(teams, id)));
  return found.filter((team) => team !== undefined);
}

/**
 * True if the channel is shared between workspaces that do not belong to the same organisation: a channel of Slack
 * Connect. docs.slack.dev/apis/slack-connect
 */
export async function isSharedExternally(db: Reader, channel: Pick<Channel, 'teams'>): Promise<boolean> {
  if (channel.teams.length < 2) return false;
  return new Set((await sharingTeams(db, channel)).map(organisationOf)).size > 1;
}

/**
 * The fields of a conversation that tell with whom it is shared. Workspaces of another organisation appear as that
 * organisation. docs.slack.dev/reference/objects/conversation-object
 */
export async function sharingFields({ db, team }: Workspace, channel: Channel): Promise<Json> {
  const all = await sharingTeams(db, channel);
  const own = organisationOf(team);
  const internal = all.filter((one) => organisationOf(one) === own).map(({ id }) => id);
  const organisations = [...new Set(all.map(organisationOf))];
  const others = organisations.filter((id) => id !== own);
  const [host] = all;
  return {
    is_shared: all.length > 1,
    is_org_shared: internal.length > 1,
    is_ext_shared: others.length > 0,
    is_pending_ext_shared: false,
    pending_shared: [],
    pending_connected_team_ids: [],
    context_team_id: team.id,
    shared_team_ids: [...internal, ...others],
    ...(all.length > 1 && { internal_team_ids: internal.length > 1 ? internal : [] }),
    ...(others.length > 0 && {
      connected_team_ids: organisations,
      connected_limited_team_ids: [],
      conversation_host_id: host && organisationOf(host),
    }),
  };
}
