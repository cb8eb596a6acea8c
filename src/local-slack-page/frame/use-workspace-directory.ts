import { useMemo } from 'react';
import { useSession } from '../live/session.js';
import { nameOf } from '../live/who-sees.js';
import type { Directory } from '../mrkdwn/directory.js';
import { placeOfUser } from './places.js';

/** The directory of the session's workspace. */
export function useWorkspaceDirectory(): Directory {
  const { workspace, as, go } = useSession();
  return useMemo(
    () => ({
      me: as,
      findUserName: (id) => {
        const user = workspace.users.get(id);
        return user && nameOf(user);
      },
      findChannelName: (id) => workspace.channels.get(id)?.name,
      openUser: (user) => go(placeOfUser(workspace, user)),
      openChannel: (channel) => go({ kind: 'channel', channel }),
    }),
    [as, workspace, go],
  );
}
