import type { LocalSlack, WorldSeed } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';

/**
 * Acme (T0LOCAL001) has no organisation. Harbour (T0LOCAL002) and Lagoon (T0LOCAL003) are of Coast (E0LOCAL001). Acme
 * hosts `joint` and the private `cellar`, Harbour hosts `pier`; both sides share them. `sluice` stays in Coast.
 *
 * Poll is installed in Acme, Tally in Acme and Harbour, Wide in all of Coast.
 */
export const twoSides: WorldSeed = {
  organisations: [{ name: 'Coast', domain: 'coast' }],
  workspaces: [
    {
      team: { name: 'Acme', domain: 'acme' },
      people: [
        { name: 'ana', real_name: 'Ana Ferreira', is_admin: true },
        { name: 'ben', real_name: 'Ben Okafor' },
      ],
      channels: [
        { name: 'general', with_bot: true },
        { name: 'joint', members: ['ana'], with_bot: ['Poll'], shared_with: { harbour: ['chika'] } },
        { name: 'cellar', is_private: true, members: ['ben'], shared_with: { harbour: ['dora'] } },
      ],
    },
    {
      organisation: 'coast',
      team: { name: 'Harbour', domain: 'harbour' },
      people: [
        { name: 'chika', real_name: 'Chika Tanaka', title: 'Pilot' },
        { name: 'dora', real_name: 'Dora Lind', title: 'Diver' },
        { name: 'gus', real_name: 'Gus Berg' },
      ],
      channels: [
        { name: 'general', with_bot: ['Tally'] },
        { name: 'pier', members: ['chika'], shared_with: { acme: ['ana'] } },
        { name: 'sluice', members: ['chika'], with_bot: ['Wide'], shared_with: { lagoon: ['emil'] } },
      ],
    },
    {
      organisation: 'coast',
      team: { name: 'Lagoon', domain: 'lagoon' },
      people: [{ name: 'emil', real_name: 'Emil Roth', is_admin: true }],
      channels: [{ name: 'general', with_bot: true }],
    },
  ],
  apps: [
    { name: 'Poll', commands: ['/poll'], installed_in: ['acme'] },
    { name: 'Tally', commands: ['/tally'], installed_in: ['acme', 'harbour'] },
    { name: 'Wide', commands: ['/wide'], installed_in: ['coast'] },
  ],
};

/** The bodies of the events that the app was sent, of one type or of all. */
export async function eventsFor(local: LocalSlack, app: string, type?: string): Promise<Json[]> {
  await local.idle();
  const sent = local.pushes({ app: local.app(app).appId, kind: 'event', ...(type && { name: type }) });
  return sent.map(({ body }) => body);
}

/** Calls the Web API. */
export async function call(local: LocalSlack, token: string, method: string, args: object): Promise<Json> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(local.apiUrl + method, {
    method: 'POST',
    headers,
    body: JSON.stringify(args),
  });
  return (await response.json()) as Json;
}
