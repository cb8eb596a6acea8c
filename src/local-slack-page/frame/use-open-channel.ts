import { useEffect } from 'react';
import type { Channel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { findDirectMessage } from '../live/who-sees.js';

/** The channel of the current place. Opens a direct message that was never opened before. */
export function useOpenChannel(): Channel | undefined {
  const { workspace, as, place, act } = useSession();
  const other =
    place.kind === 'dm' ? place.user : place.kind === 'app' ? workspace.app.bot_user_id : undefined;
  const channel =
    place.kind === 'channel'
      ? workspace.channels.get(place.channel)
      : findDirectMessage(workspace, as, other ?? '');
  const isMissing = other !== undefined && !channel;
  useEffect(() => {
    if (isMissing) void act({ type: 'open_dm', users: [other] });
  }, [act, isMissing, other]);
  return channel;
}
