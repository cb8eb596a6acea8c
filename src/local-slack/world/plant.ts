import { newId, seedId } from '../ids.js';
import type { Enterprise, Team } from '../model.js';
import type { Database } from '../store/database.js';
import { badSeed } from './bad-seed.js';
import { about, enterprises, teams } from './collections.js';
import { plantApps } from './plant-apps.js';
import { plantChannels } from './plant-channels.js';
import { plantMessages } from './plant-messages.js';
import { plantPeople } from './plant-people.js';
import { type Planted, type Planting, repeated } from './planting.js';
import type { SeedApp, WorldSeed } from './seed.js';

/**
 * Fills an empty world. No change is recorded: a world starts with its seed.
 *
 * @param defaultApp the app of a seed that declares none
 * @throws HavocError `local_slack.bad_seed` (invalid_argument)
 */
export function plant(
  database: Database,
  seed: WorldSeed,
  { url, at, defaultApp }: { url: string; at: Date; defaultApp: SeedApp },
): Promise<void> {
  return database.transact(async (db) => {
    const mistakes = new Set<string>();
    const mistake = (text: string) => void mistakes.add(text);
    const planting = { db, url, at, mistake };
    db.put(about, { id: 'world', world: newId('W'), url });
    const organisations = plantOrganisations(planting, seed);
    const planted = seed.workspaces.map((one, index): Planted => {
      const team = toTeam(one, { index, url, enterprise: organisations.get(one.organisation ?? '') });
      if (one.organisation && !team.enterprise_id)
        mistake(`${one.team.name} belongs to the organisation '${one.organisation}', which is not declared.`);
      db.put(teams, team);
      return { seed: one, team, people: new Map(), bots: new Map(), channels: new Map() };
    });
    for (const domain of repeated(seed.workspaces.map(({ team }) => team.domain)))
      mistake(`Two workspaces have the domain '${domain}'.`);
    plantPeople(planting, planted);
    plantApps(planting, planted, { ...seed, defaultApp });
    plantChannels(planting, planted);
    await plantMessages(planting, planted);
    if (mistakes.size > 0) throw badSeed([...mistakes]);
  });
}

function plantOrganisations({ db, mistake }: Planting, seed: WorldSeed): Map<string, Enterprise> {
  const all = (seed.organisations ?? []).map(({ name, domain }, index) => ({
    id: seedId('E', index),
    name,
    domain,
  }));
  for (const domain of repeated(all.map((one) => one.domain)))
    mistake(`Two organisations have the domain '${domain}'.`);
  for (const one of all) db.put(enterprises, one);
  return new Map(all.map((one) => [one.domain, one]));
}

function toTeam(
  { team }: Planted['seed'],
  { index, url, enterprise }: { index: number; url: string; enterprise: Enterprise | undefined },
): Team {
  const id = seedId('T', index);
  const icon = `${url}/avatars/${index === 0 ? 'team' : id}.svg`;
  return {
    id,
    ...(enterprise && { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    name: team.name,
    domain: team.domain,
    email_domain: `${team.domain}.example`,
    url: `${url}/`,
    icon: {
      image_34: icon,
      image_44: icon,
      image_68: icon,
      image_88: icon,
      image_102: icon,
      image_132: icon,
    },
  };
}
