import { seedId } from '../ids.js';
import { presences, users } from './collections.js';
import { toUser } from './person.js';
import { FIRST_BOT, type Planted, type Planting, repeated, whereOf } from './planting.js';
import type { SeedPerson } from './seed.js';

const MOST_BOTS = 10_000;

interface Identity {
  id: string;
  person: SeedPerson;
  organisation: string | undefined;
  teams: Planted[];
}

/** Adds the people of each workspace. A person of several workspaces has one id. */
export function plantPeople(planting: Planting, planted: readonly Planted[]): void {
  for (const { team, seed } of planted) {
    const handles = seed.people.map((one) => (typeof one === 'string' ? one : one.name));
    for (const handle of repeated(handles)) planting.mistake(`${team.name} has two people '${handle}'.`);
  }
  for (const { id, person, teams } of identify(planting, planted)) {
    for (const one of teams) {
      const { team } = one;
      const { enterprise_id, enterprise_name = '' } = team;
      const { is_admin = false } = person;
      const enterprise_user = enterprise_id && {
        id,
        enterprise_id,
        enterprise_name,
        is_admin,
        is_owner: is_admin,
        teams: teams.map((other) => other.team.id),
      };
      const where = { ...whereOf(planting, team), ...(enterprise_user && { enterprise_user }) };
      planting.db.put(users, toUser(id, person, where));
      planting.db.put(presences, { team: team.id, user: id, presence: person.presence ?? 'active' });
      one.people.set(person.name, id);
    }
  }
}

function identify({ mistake }: Planting, planted: readonly Planted[]): Identity[] {
  const all: Identity[] = [];
  for (const one of planted) {
    for (const person of one.seed.people) {
      if (typeof person === 'string') continue;
      const index = all.length < FIRST_BOT ? all.length : all.length + MOST_BOTS;
      const id = person.id ?? seedId('U', index);
      all.push({ id, person, organisation: one.seed.organisation, teams: [one] });
    }
  }
  for (const id of repeated(all.map((one) => one.id))) mistake(`Two people have the id '${id}'.`);
  const known = new Map(all.map((one) => [`${one.organisation} ${one.person.name}`, one]));
  for (const one of planted) {
    for (const handle of one.seed.people) {
      if (typeof handle !== 'string') continue;
      const { organisation } = one.seed;
      const identity = organisation && known.get(`${organisation} ${handle}`);
      if (identity) identity.teams.push(one);
      else {
        mistake(
          `${one.team.name} has the person '${handle}', whom no other workspace of the same organisation describes. Give name and real_name.`,
        );
      }
    }
  }
  return all;
}
