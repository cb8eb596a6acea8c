import type { Profile, User } from '../model.js';
import type { Presence } from './change.js';
import { newId, seconds } from './ids.js';
import { toUser } from './person.js';
import type { SeedPerson } from './seed.js';
import type { Workspace } from './workspace.js';

/** Adds a person to the workspace, but to no channel. */
export function addPerson(workspace: Workspace, person: SeedPerson): User {
  const where = { url: workspace.url, team: workspace.team, updated: seconds(workspace.now()) };
  const user = toUser(newId('U'), person, where);
  workspace.users.set(user.id, user);
  workspace.presence.set(user.id, person.presence ?? 'active');
  workspace.emit({ kind: 'user_joined', user });
  return user;
}

/** Changes the given fields of the profile, and the names that depend on them. */
export function changeProfile(workspace: Workspace, user: User, change: Partial<Profile>): User {
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
  user.profile = profile;
  user.real_name = profile.real_name;
  return touchUser(workspace, user);
}

/** Deactivates an account, or activates it again. */
export function deactivate(workspace: Workspace, user: User, deleted: boolean): User {
  user.deleted = deleted;
  return touchUser(workspace, user);
}

export function setPresence(workspace: Workspace, user: User, presence: Presence): void {
  workspace.presence.set(user.id, presence);
  workspace.emit({ kind: 'presence_changed', user: user.id, presence });
}

function touchUser(workspace: Workspace, user: User): User {
  user.updated = seconds(workspace.now());
  workspace.emit({ kind: 'user_changed', user });
  return user;
}
