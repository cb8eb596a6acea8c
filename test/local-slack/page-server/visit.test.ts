import { findVisit } from '../../../src/local-slack/page-server/visit.js';
import { createMemoryStore } from '../../../src/local-slack/store/memory-store.js';
import { createReader } from '../../../src/local-slack/store/transaction.js';
import { teams } from '../../../src/local-slack/world/collections.js';
import { defaultSeed } from '../../../src/local-slack/world/seed.js';
import { createScene } from '../support/scene.js';

const harbour = {
  team: { name: 'Harbour', domain: 'harbour' },
  people: [
    { name: 'zoe', real_name: 'Zoe Lind' },
    { name: 'yan', real_name: 'Yan Wu' },
  ],
  channels: [{ name: 'harbour-general' }],
};

test.each([
  ['', 'lighthouse', 'ana', undefined],
  ['?team=H', 'harbour', 'zoe', undefined],
  ['?team=H&as=yan', 'harbour', 'yan', undefined],
  ['?as=ben', 'lighthouse', 'ben', undefined],
  ['?team=T404&as=havoc', 'lighthouse', 'ana', undefined],
  ['?as=yan', 'lighthouse', 'ana', undefined],
  ['?as=ben&world=w&since=12', 'lighthouse', 'ben', { world: 'w', number: 12 }],
  ['?world=w&since=12', 'lighthouse', 'ana', { world: 'w', number: 12 }],
  ['?as=yan&world=w&since=12', 'lighthouse', 'ana', undefined],
  ['?team=T404&world=w&since=12', 'lighthouse', 'ana', undefined],
  ['?world=w&since=-1', 'lighthouse', 'ana', undefined],
  ['?since=12', 'lighthouse', 'ana', undefined],
])('the address /live%s shows %s as %s', async (query, domain, handle, since) => {
  const { world, user } = await createScene({ workspaces: [defaultSeed, harbour] });
  const all = await world.db.list(teams, 'all', '');
  const teamOf = (wanted: string) => all.find((team) => team.domain === wanted)?.id;
  const asked = query
    .replace('team=H', `team=${teamOf('harbour')}`)
    .replace(/as=(\w+)/, (_, name: string) => `as=${user(name)}`);
  expect(await findVisit(world.db, `/live${asked}`)).toEqual({
    team: teamOf(domain),
    person: user(handle),
    ...(since && { since }),
  });
});

test('a world without a workspace shows nothing', async () => {
  expect(await findVisit(createReader(createMemoryStore()), '/live')).toBeUndefined();
});
