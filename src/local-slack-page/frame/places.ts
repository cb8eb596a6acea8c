import { type Address, formatAddress } from '../live/address.js';
import type { Place } from '../live/session.js';
import type { ShownWorkspace } from '../live/shown-workspace.js';
import { appOfBot, channelsOf, partnerOf } from '../live/who-sees.js';

type AppTab = Extract<Place, { kind: 'app' }>['tab'];

/** The address of the list of apps. No id has this form. */
const APPS = 'apps';

/** The place at an address. If this person cannot see it, returns #general or another channel that they can see. */
export function placeOf(workspace: ShownWorkspace, { where = '', tab }: Address): Place {
  const { you, apps, users, channels } = workspace;
  if (where === APPS) return { kind: 'apps' };
  const app = where === 'app' ? apps[0] : (apps.find(({ id }) => id === where) ?? appOfBot(workspace, where));
  if (app) return placeOfApp(workspace, app.id, tab);
  if (users.has(where)) return { kind: 'dm', user: where };
  const channel = channels.get(where);
  if (channel?.is_im) return placeOfUser(workspace, partnerOf(channel, you));
  return { kind: 'channel', channel: channel?.id ?? startOf(workspace) };
}

/** An app's tab. Without a wanted one, its App Home if it has published one. */
export function placeOfApp({ homes }: ShownWorkspace, app: string, wanted?: string): Place {
  const isTab = (tab: string | undefined): tab is AppTab => tab === 'home' || tab === 'messages';
  return { kind: 'app', app, tab: isTab(wanted) ? wanted : homes.has(app) ? 'home' : 'messages' };
}

/** The conversation with a person, or with an app if the user is its bot. */
export function placeOfUser(workspace: ShownWorkspace, user: string): Place {
  const app = appOfBot(workspace, user);
  return app ? { kind: 'app', app: app.id, tab: 'messages' } : { kind: 'dm', user };
}

/** The user of the direct message that a place is; undefined for any other place. */
export function partnerAt({ apps }: ShownWorkspace, place: Place): string | undefined {
  if (place.kind === 'channel' || place.kind === 'apps') return undefined;
  return place.kind === 'dm' ? place.user : apps.find(({ id }) => id === place.app)?.bot_user_id;
}

/** The address of a place, for the person of this tab or another one. */
export function addressOf({ team, you }: ShownWorkspace, place: Place, as = you): Address {
  const person = { team: team.id, as };
  if (place.kind === 'channel') return { ...person, where: place.channel };
  if (place.kind === 'dm') return { ...person, where: place.user };
  if (place.kind === 'apps') return { ...person, where: APPS };
  return { ...person, where: place.app, tab: place.tab };
}

/** The address of a place, for a link. */
export function hrefOf(workspace: ShownWorkspace, place: Place, as = workspace.you): string {
  return formatAddress(addressOf(workspace, place, as));
}

/** The links to all workspaces, as the same person if that workspace has them. */
export function workspaceLinks({ team, you, workspaces }: ShownWorkspace) {
  return workspaces.map(({ id, name }) => ({
    id,
    name,
    href: formatAddress({ team: id, as: you }),
    isCurrent: id === team.id,
  }));
}

function startOf(workspace: ShownWorkspace): string {
  const seen = channelsOf(workspace);
  const mine = seen.filter(({ is_member }) => is_member);
  return (mine.find(({ is_general }) => is_general) ?? mine[0] ?? seen[0])?.id ?? '';
}
