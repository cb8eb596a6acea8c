import { useEffect, useMemo } from 'react';
import type { ShownChannel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { directMessagesOf } from '../live/who-sees.js';
import { partnerAt } from './places.js';

/** The channel of the current place. Opens a direct message that was never opened before. */
export function useOpenChannel(): ShownChannel | undefined {
  const { workspace, place, act, isLive } = useSession();
  const other = partnerAt(workspace, place);
  const direct = useMemo(() => directMessagesOf(workspace), [workspace]);
  const channel = place.kind === 'channel' ? workspace.channels.get(place.channel) : direct.get(other ?? '');
  const isMissing = isLive && other !== undefined && !channel;
  useEffect(() => {
    if (isMissing) void act({ type: 'open_dm', users: [other] });
  }, [act, isMissing, other]);
  return channel;
}
