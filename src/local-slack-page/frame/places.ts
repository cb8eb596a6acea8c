import type { Address } from '../live/address.js';
import type { Place } from '../live/session.js';
import type { ShownWorkspace } from '../live/shown-workspace.js';
import { channelsOf, partnerOf } from '../live/who-sees.js';

/** The place at an address. If this person cannot see it, returns #general or another channel that they can see. */
export function placeOf(workspace: ShownWorkspace, { where = '', tab }: Address): Place {
  const { you, app, users, channels, home } = workspace;
  const appPlace = (wanted = tab): Place => ({
    kind: 'app',
    tab: wanted === 'home' || wanted === 'messages' ? wanted : home ? 'home' : 'messages',
  });
  if (where === 'app' || where === app.bot_user_id) return appPlace();
  if (users.has(where)) return { kind: 'dm', user: where };
  const channel = channels.get(where);
  if (channel?.is_im) {
    const user = partnerOf(channel, you);
    return user === app.bot_user_id ? appPlace('messages') : { kind: 'dm', user };
  }
  return { kind: 'channel', channel: channel?.id ?? startOf(workspace) };
}

/** The address of a place. */
export function addressOf(as: string, place: Place): Address {
  if (place.kind === 'channel') return { as, where: place.channel };
  if (place.kind === 'dm') return { as, where: place.user };
  return { as, where: 'app', tab: place.tab };
}

/** The address of a place, for a link. */
export function hrefOf(as: string, place: Place): string {
  const { where, tab } = addressOf(as, place);
  return `#/${[as, where, tab].filter(Boolean).join('/')}`;
}

function startOf(workspace: ShownWorkspace): string {
  const seen = channelsOf(workspace);
  const mine = seen.filter(({ members }) => members.includes(workspace.you));
  return (mine.find(({ is_general }) => is_general) ?? mine[0] ?? seen[0])?.id ?? '';
}
