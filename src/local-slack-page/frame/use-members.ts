import { useCallback, useEffect, useState } from 'react';
import type { ShownChannel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';

/**
 * The members of a channel, at most 200, and a function that reads them again. They are read when the component mounts
 * and when their number changes; undefined until then. Each channel needs a separate `key`.
 */
export function useMembers({ id, members, member_count }: ShownChannel) {
  const { act, isLive } = useSession();
  const [read, setRead] = useState<{ ids: string[]; count: number }>();
  const readAgain = useCallback(async () => {
    const { users } = await act({ type: 'read_members', channel: id });
    if (users) setRead({ ids: users.map((user) => user.id), count: member_count });
  }, [act, id, member_count]);
  const isMissing = !members && read?.count !== member_count;
  useEffect(() => {
    if (isLive && isMissing) void readAgain();
  }, [isLive, isMissing, readAgain]);
  return { members: members ?? read?.ids, readAgain };
}
