import { seconds, seedId } from '../ids.js';
import type { Channel, Topic } from '../model.js';
import { blankChannel, putMembers } from '../workspaces/channels.js';
import { type Planted, type Planting, repeated } from './planting.js';
import type { SeedChannel } from './seed.js';

/** Adds the channels with their members. */
export function plantChannels(planting: Planting, planted: readonly Planted[]): void {
  let count = 0;
  for (const one of planted) {
    for (const name of repeated(namesIn(one, planted)))
      planting.mistake(
        `${one.team.name} has two channels #${name}. Channels that others share with it count, too.`,
      );
    one.seed.channels.forEach((seed, index) => {
      const guests = guestsOf(planting, planted, one, seed);
      const own = seed.members ? peopleIn(planting, one, seed.members, seed) : [...one.people.values()];
      const members = [
        ...own,
        ...botsOf(planting, one, seed),
        ...guests.flatMap(({ guest, handles }) => peopleIn(planting, guest, handles, seed)),
      ];
      const id = seedId('C', count);
      count += 1;
      const channel = toChannel(seed, { id, creator: own[0] ?? '', team: one.team, at: planting.at });
      const teams = [one.team.id, ...guests.map(({ guest }) => guest.team.id)];
      putMembers(planting, { ...channel, teams, is_general: index === 0 }, [...new Set(members)]);
      for (const { channels } of [one, ...guests.map(({ guest }) => guest)]) channels.set(seed.name, id);
    });
  }
}

/** The names of the channels of a workspace, its own and those that are shared with it. */
function namesIn({ team }: Planted, planted: readonly Planted[]): string[] {
  return planted.flatMap((one) =>
    one.seed.channels
      .filter(({ shared_with = {} }) => one.team.id === team.id || Object.hasOwn(shared_with, team.domain))
      .map(({ name }) => name),
  );
}

/** The workspaces with which the channel is shared, and the handles of its members there. */
function guestsOf(
  { mistake }: Planting,
  planted: readonly Planted[],
  owner: Planted,
  { name, shared_with = {} }: SeedChannel,
): { guest: Planted; handles: string[] }[] {
  return Object.entries(shared_with).flatMap(([domain, handles]) => {
    const guest = planted.find((one) => one !== owner && one.team.domain === domain);
    if (guest) return [{ guest, handles }];
    mistake(`#${name} is shared with '${domain}', which is not the domain of another workspace.`);
    return [];
  });
}

/** Ids of the people with these handles, in the order of the people of the workspace. */
function peopleIn(
  { mistake }: Planting,
  { people, team }: Planted,
  handles: readonly string[],
  { name }: SeedChannel,
): string[] {
  for (const handle of handles) {
    if (!people.has(handle))
      mistake(`#${name} has the member '${handle}', who is no person of ${team.name}.`);
  }
  const named = new Set(handles);
  return [...people].flatMap(([handle, id]) => (named.has(handle) ? [id] : []));
}

function botsOf(
  { mistake }: Planting,
  { bots, team }: Planted,
  { name, with_bot = false }: SeedChannel,
): string[] {
  if (with_bot === true) return [...bots.values()].map(({ user }) => user);
  return (with_bot || []).flatMap((app) => {
    const bot = bots.get(app);
    if (bot) return [bot.user];
    mistake(`#${name} has the bot of '${app}', which is no app of ${team.name}.`);
    return [];
  });
}

function toChannel(
  seed: SeedChannel,
  { id, creator, team, at }: { id: string; creator: string; team: Planted['team']; at: Date },
): Channel {
  const set = (value = ''): Topic => ({
    value,
    creator: value ? creator : '',
    last_set: value ? seconds(at) : 0,
  });
  return {
    ...blankChannel({ team }, 'C', { creator, at }),
    id,
    name: seed.name,
    is_private: seed.is_private ?? false,
    topic: set(seed.topic),
    purpose: set(seed.purpose),
  };
}
