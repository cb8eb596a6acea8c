import { newId, seconds } from '../ids.js';
import type { Presence } from '../journal/change.js';
import type { Profile, User } from '../model.js';
import { keyOf } from '../store/collection.js';
import { channels, memberships, presences, users } from '../world/collections.js';
import { toUser } from '../world/person.js';
import type { SeedPerson } from '../world/seed.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';

/** Adds a person to the workspace, but to no channel. */
export function addPerson(workspace: WritableWorkspace, person: SeedPerson): User {
  const { url, team, db } = workspace;
  const user = toUser(person.id ?? newId('U'), person, { url, team, updated: seconds(workspace.now()) });
  db.put(users, user);
  db.put(presences, { team: team.id, user: user.id, presence: person.presence ?? 'active' });
  workspace.emit({ kind: 'user_joined', user });
  return user;
}

/** Changes the given fields of the profile, and the names that depend on them. @returns the user of this workspace */
export function changeProfile(
  workspace: WritableWorkspace,
  user: User,
  change: Partial<Profile>,
): Promise<User> {
  const profile = { ...user.profile, ...change };
  if (change.first_name !== undefined || change.last_name !== undefined) {
    profile.real_name = `${profile.first_name} ${profile.last_name}`.trim();
  } else if (change.real_name !== undefined) {
    const [first_name = '', ...rest] = change.real_name.split(' ');
    profile.first_name = first_name;
    profile.last_name = rest.join(' ');
  }
  profile.real_name_normalized = profile.real_name;
  profile.display_name_normalized = profile.display_name;
  return changeUser(workspace, user, { profile, real_name: profile.real_name });
}

/** Deactivates an account, or activates it again. @returns the user of this workspace */
export function deactivate(workspace: WritableWorkspace, user: User, deleted: boolean): Promise<User> {
  return changeUser(workspace, user, { deleted });
}

export function setPresence({ db, team, emit }: WritableWorkspace, user: string, presence: Presence): void {
  db.put(presences, { team: team.id, user, presence });
  emit({ kind: 'presence_changed', user, presence });
}

export async function presenceOf({ db, team }: Workspace, user: string): Promise<Presence> {
  return (await db.find(presences, keyOf(team.id, user)))?.presence ?? 'away';
}

/** Changes the person in each of their workspaces. Workspaces that share a channel with the person hear of it too. */
async function changeUser(workspace: WritableWorkspace, user: User, change: Partial<User>): Promise<User> {
  const { db } = workspace;
  const updated = seconds(workspace.now());
  const changed = (await db.list(users, 'id', user.id)).map(
    (one): User => ({
      ...one,
      ...change,
      profile: { ...(change.profile ?? one.profile), team: one.profile.team },
      updated,
    }),
  );
  for (const one of changed) {
    db.put(users, one);
    workspace.emit({ kind: 'user_changed', user: one }, one.team_id);
  }
  const [first] = changed;
  const own = new Set(changed.map(({ team_id }) => team_id));
  for (const team of await teamsSharing(workspace, user.id))
    if (first && !own.has(team)) workspace.emit({ kind: 'user_changed', user: first }, team);
  return changed.find(({ team_id }) => team_id === user.team_id) ?? user;
}

/** The workspaces of the channels that the user is in. */
async function teamsSharing({ db }: Workspace, user: string): Promise<Set<string>> {
  const teams = new Set<string>();
  for (const { channel } of await db.list(memberships, 'user', user))
    for (const team of (await db.find(channels, channel))?.teams ?? []) teams.add(team);
  return teams;
}
