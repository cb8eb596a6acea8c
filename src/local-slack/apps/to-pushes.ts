import type { Change } from '../journal/change.js';
import type { App, Json, Message } from '../model.js';
import { isMember } from '../policy/visibility.js';
import { apps } from '../world/collections.js';
import { getTeam } from '../world/team.js';
import type { Workspace } from '../world/workspace.js';
import { toAppEventCallback, toEventCallback } from './event-callback.js';
import { mayReceive } from './event-grants.js';
import { eventsOf, hasEvents } from './events.js';
import { foreignAuthorFields } from './foreign-author.js';
import type { QueuedPush } from './queued-push.js';
import { createReceiversOf, type WasMember } from './receivers.js';

/**
 * The events to send for the changes of a transaction: one push for each event, app and door. It runs at the end of the
 * transaction, but whether a bot receives an event depends on whether it was a member when the change was made.
 */
export async function toPushes(workspace: Workspace, changes: readonly Change[]): Promise<QueuedPush[]> {
  const { db, now } = workspace;
  const receiversOf = createReceiversOf(workspace);
  const pushes: QueuedPush[] = [];
  const push = (app: App, event: Json, body: Json) => {
    if (!app.events || app.events.includes(subscriptionOf(event)))
      pushes.push(...queued(app, String(event.type), body, now()));
  };
  for (const [index, change] of changes.entries()) {
    const home = { ...workspace, team: await getTeam(db, change.team) };
    if (change.kind === 'app_told') {
      const { installation } = change;
      const app = await db.find(apps, installation.app);
      const event = { ...change.event, event_ts: change.at };
      if (app) push(app, event, toAppEventCallback(home, { app, installation }, event));
    }
    if (!hasEvents(change)) continue;
    const channel = 'channel' in change ? change.channel : undefined;
    const wasMember = createWasMember(workspace, changes.slice(index + 1));
    for (const to of await receiversOf(wasMember, { team: change.team, channel })) {
      const authorFields = await foreignAuthorFields(db, to, messageOf(change));
      for (const event of eventsOf(home, change, { ...to, authorFields })) {
        if (mayReceive(to, subscriptionOf(event), channel))
          push(to.app, event, await toEventCallback(home, to, event, channel));
      }
    }
  }
  return pushes;
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

/** What an app subscribes to in order to receive the event: for a message, it depends on the kind of channel. */
function subscriptionOf({ type, channel_type }: Json): string {
  if (type !== 'message') return String(type);
  return `message.${channel_type === 'channel' ? 'channels' : channel_type === 'group' ? 'groups' : channel_type}`;
}

/** The message that the change is about; nothing if it is about none. */
function messageOf(change: Change): Partial<Message> {
  if ('message' in change) return change.message;
  return 'previous' in change ? change.previous : {};
}

function queued(app: App, name: string, body: Json, now: Date): QueuedPush[] {
  return app.doors.map((door) => ({
    id: `${String(body.event_id)}.${door}`,
    app: app.id,
    name,
    door,
    body,
    attempts: 0,
    due_at: now.getTime(),
  }));
}
