import { isObject } from '../../base/index.js';
import type { Scene } from '../acts/act.js';
import type { Push } from '../apps/push.js';
import type { Journal } from '../journal/journal.js';
import type { Channel, Profile, Team, User } from '../model.js';
import type { SyncReader } from '../store/memory-store.js';
import type { Call } from '../web-api/dispatch.js';
import { userToken } from '../web-api/tokens.js';
import { addMember } from '../workspaces/channels.js';
import { addPerson, changeProfile, deactivate } from '../workspaces/people.js';
import { channels, placements, teams } from '../world/collections.js';
import type { SeedPerson } from '../world/seed.js';
import { createObserving, type Journals, type Observing } from './observing.js';
import { createPerson, type Person } from './person.js';
import { channelNamed, personNamed, type Seen, type SeenChannel, seenChannels, seenUsers } from './seen.js';

/** One workspace of a local Slack. A test acts as its people, and observes it. */
export interface LocalWorkspace extends Observing {
  team: Team;
  /** All people, without bots. */
  people(): User[];
  channels(): SeenChannel[];
  /** Finds a channel by name (with or without `#`) or id. @throws HavocError whose message lists the channels */
  channel(name: string): SeenChannel;
  /** Finds a user by handle, name or id. @throws HavocError whose message lists the users */
  user(name: string): User;
  /** The token for Web API calls as this person, for the first app or the one with this id. */
  userToken(name: string, app?: string): string;
  /** Acts as this person. */
  as(name: string): Person;
  /** Adds a person to the workspace and to its general channel. */
  addPerson(person: SeedPerson): Promise<User>;
  changeProfile(name: string, change: Partial<Profile>): Promise<User>;
  deactivate(name: string): Promise<User>;
}

export interface WorkspaceParts extends Pick<Scene, 'world' | 'pusher'> {
  now: SyncReader;
  calls: Journal<Call>;
  pushes: Journal<Push>;
}

/** The workspace with this id. With `isWhole`, it shows the calls and pushes of the whole world. */
export function createLocalWorkspace(
  { world, pusher, now, calls, pushes }: WorkspaceParts,
  id: string,
  isWhole: boolean,
): LocalWorkspace {
  const seen: Seen = { world, pusher, team: id, now };
  const journals = isWhole ? { calls, pushes } : journalsOf(id, { calls, pushes });
  const team = now.find(teams, id) as Team;
  const within = isWhole ? {} : { team: id };
  return {
    ...createObserving(seen, journals),
    team,
    people: () => seenUsers(seen).filter(({ is_bot }) => !is_bot),
    channels: () => seenChannels(seen),
    channel: (name) => channelNamed(seen, name),
    user: (name) => personNamed(seen, name),
    userToken: (name, app) => userToken(personNamed(seen, name).name, { ...within, ...(app && { app }) }),
    as: (name) => createPerson(seen, name),
    addPerson: (person) =>
      world.change(id, async (workspace) => {
        const user = addPerson(workspace, person);
        const general = generalOf(seen);
        if (general) await addMember(workspace, general, user.id);
        return user;
      }),
    changeProfile: async (name, change) =>
      world.change(id, async (workspace) => changeProfile(workspace, personNamed(seen, name), change)),
    deactivate: async (name) =>
      world.change(id, async (workspace) => deactivate(workspace, personNamed(seen, name), true)),
  };
}

/** The general channel of the workspace. A channel that another workspace shares with it may come before. */
function generalOf({ now, team }: Seen): Channel | undefined {
  for (const { channel } of now.list(placements, 'team', team)) {
    const found = now.find(channels, channel);
    if (found?.is_general && found.teams[0] === team) return found;
  }
  return undefined;
}

function journalsOf(team: string, { calls, pushes }: Journals): Journals {
  const idIn = (part: unknown, key: string) => (isObject(part) ? part[key] : undefined);
  // The payload of an org-wide installation has no workspace but that of the person.
  const teamOf = ({ body }: Push) => body.team_id ?? idIn(body.team, 'id') ?? idIn(body.user, 'team_id');
  return {
    calls: { ...calls, entries: () => calls.entries().filter((one) => one.team === team) },
    pushes: { ...pushes, entries: () => pushes.entries().filter((one) => teamOf(one) === team) },
  };
}
