import type { Change } from '../journal/change.js';
import type { Channel, Json } from '../model.js';
import { isMember } from '../policy/visibility.js';
import { getTeam } from '../world/team.js';
import type { Workspace } from '../world/workspace.js';
import { toEventCallback } from './event-callback.js';
import { eventsOf, hasEvents } from './events.js';
import { type Installed, installedIn } from './installed.js';
import type { QueuedPush } from './queued-push.js';

/** Reads the apps of a workspace, each workspace once. */
type AppsOf = (team: string) => Promise<Installed[]>;

/** True if the user was a member of the channel at the time of a change. */
type WasMember = (channel: string, user: string) => Promise<boolean>;

/**
 * The events to send for the changes of a transaction: one push for each event, app and door. It runs at the end of the
 * transaction, but whether a bot receives an event depends on whether it was a member when the change was made.
 */
export async function toPushes(workspace: Workspace, changes: readonly Change[]): Promise<QueuedPush[]> {
  const appsOf = createAppsOf(workspace);
  const pushes: QueuedPush[] = [];
  for (const [index, change] of changes.entries()) {
    if (!hasEvents(change)) continue;
    const channel = 'channel' in change ? change.channel : undefined;
    const wasMember = createWasMember(workspace, changes.slice(index + 1));
    const home = { ...workspace, team: await getTeam(workspace.db, change.team) };
    for (const to of await receiversOf(appsOf, wasMember, { team: change.team, channel })) {
      const hasBot = channel ? await wasMember(channel.id, to.installation.bot_user_id) : false;
      for (const event of eventsOf(home, change, { ...to, hasBot })) {
        const type = String(event.type);
        if (to.app.events && !to.app.events.includes(subscriptionOf(event))) continue;
        pushes.push(...queued(to, type, toEventCallback(home, to, event, channel), workspace.now()));
      }
    }
  }
  return pushes;
}

function createAppsOf(workspace: Workspace): AppsOf {
  const known = new Map<string, Promise<Installed[]>>();
  const read = async (id: string) => installedIn({ ...workspace, team: await getTeam(workspace.db, id) });
  return (id) => {
    const found = known.get(id) ?? read(id);
    known.set(id, found);
    return found;
  };
}

/** Looks the membership up, and takes back the later changes of the same transaction. */
function createWasMember(workspace: Workspace, later: readonly Change[]): WasMember {
  return async (channel, user) => {
    const next = later.find(
      (one) =>
        (one.kind === 'member_joined' || one.kind === 'member_left') &&
        one.channel.id === channel &&
        one.user === user,
    );
    return next ? next.kind === 'member_left' : isMember(workspace, channel, user);
  };
}

/**
 * The apps of the workspaces that a change concerns, each once. An app that is installed in several of them receives
 * the events for the installation whose bot is in the channel, or else for the one in the workspace of the change.
 */
async function receiversOf(
  appsOf: AppsOf,
  wasMember: WasMember,
  { team, channel }: { team: string; channel: Channel | undefined },
): Promise<Installed[]> {
  const byApp = new Map<string, Installed>();
  const isIn = async ({ installation }: Installed) =>
    channel !== undefined && (await wasMember(channel.id, installation.bot_user_id));
  for (const id of new Set([team, ...(channel?.teams ?? [])])) {
    for (const installed of await appsOf(id)) {
      const known = byApp.get(installed.app.id);
      if (!known || (!(await isIn(known)) && (await isIn(installed)))) byApp.set(installed.app.id, installed);
    }
  }
  return [...byApp.values()];
}

/** What an app subscribes to in order to receive the event: for a message, it depends on the kind of channel. */
function subscriptionOf({ type, channel_type }: Json): string {
  if (type !== 'message') return String(type);
  return `message.${channel_type === 'channel' ? 'channels' : channel_type === 'group' ? 'groups' : channel_type}`;
}

function queued({ app, installation }: Installed, name: string, body: Json, now: Date): QueuedPush[] {
  return app.doors.map((door) => ({
    id: `${String(body.event_id)}.${door}`,
    app: app.id,
    team: installation.team,
    name,
    door,
    body,
    attempts: 0,
    due_at: now.getTime(),
  }));
}
