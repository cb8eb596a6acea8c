import { useCallback, useEffect, useState } from 'react';
import type { Act, InstalledApp } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';

/**
 * The apps that the person can manage, and a function that changes their installations. The apps are read again after
 * each change, and when an app comes or goes; undefined until they were read.
 */
export function useInstalledApps() {
  const { act, isLive, workspace, as } = useSession();
  const [apps, setApps] = useState<InstalledApp[]>();
  const [error, setError] = useState<string>();
  const read = useCallback(async () => {
    const result = await act({ type: 'read_apps' });
    if (result.apps) setApps(result.apps);
  }, [act]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other apps, or another person, have another list
  useEffect(() => {
    if (isLive) void read();
  }, [isLive, read, workspace.apps, as]);
  const change = useCallback(
    async (wanted: Act) => {
      const { ok, text } = await act(wanted);
      setError(ok ? undefined : (text ?? 'The local Slack did not answer. Try again.'));
      await read();
    },
    [act, read],
  );
  return { apps, error, change };
}
