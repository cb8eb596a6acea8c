import type { Channel, Json, Team } from '../model.js';
import { sharingTeams } from '../workspaces/sharing.js';
import { getTeam } from '../world/team.js';
import type { Workspace } from '../world/workspace.js';
import type { Installed } from './installed.js';
import { findInstalledAt } from './installed-at.js';

/** What the outer fields of an event say about workspaces. */
export interface EventPlace {
  /** Where it happened. */
  team: Team;
  /** Through which workspace the app receives it; undefined for an app that is installed org-wide. */
  context: Team | undefined;
}

/**
 * Returns the workspaces of an event, as in recorded events of Slack Connect. Those of a message are the author's
 * workspace, and the one that hosts the channel. An event about membership has them in reverse order. Every other event
 * has the host in both fields. If the app is not installed in the host, its own workspace takes the place of the host.
 * https://github.com/slackapi/bolt-python/blob/main/tests/slack_bolt/request/test_internals.py
 *
 * @param workspace where it happened
 */
export async function placeOfEvent(
  workspace: Workspace,
  installed: Installed,
  event: Json,
  channel: Channel | undefined,
): Promise<EventPlace> {
  const { team: home } = workspace;
  const { enterprise } = installed.installation;
  const isAbroad = channel !== undefined && enterprise !== undefined && home.enterprise_id !== enterprise;
  if (event.type === 'message') {
    return { team: home, context: await hostFor(workspace, installed, channel) };
  }
  if (enterprise !== undefined) {
    return {
      team: isAbroad ? await teamWithAccess(workspace, installed, channel) : home,
      context: undefined,
    };
  }
  const host = (await hostFor(workspace, installed, channel)) ?? home;
  const isAboutMember = event.type === 'member_joined_channel' || event.type === 'member_left_channel';
  if (!isAboutMember) return { team: host, context: host };
  const at = { tenant: home.id, app: installed.app.id };
  return { team: host, context: (await findInstalledAt(workspace.db, at)) ? home : host };
}

/** The host of the channel if the app is installed there, or else the app's own workspace. */
async function hostFor(
  { db }: Workspace,
  { app, installation }: Installed,
  channel: Channel | undefined,
): Promise<Team | undefined> {
  if (installation.team === undefined) return undefined;
  const host = channel?.teams[0];
  const isInHost = host !== undefined && (await findInstalledAt(db, { tenant: host, app: app.id }));
  return getTeam(db, isInHost ? host : installation.team);
}

/** The first workspace of the channel to which the org-wide app has access. */
async function teamWithAccess(
  { db, team }: Workspace,
  { installation }: Installed,
  channel: Channel,
): Promise<Team> {
  const all = await sharingTeams(db, channel);
  return all.find(({ id }) => installation.team_access_granted.includes(id)) ?? team;
}
