import { useCallback, useEffect, useRef, useState } from 'react';
import type { Act, PlacedMessage, Result } from '../../local-slack/protocol.js';
import type { ConnectionStatus, Wanted } from './connection.js';
import { type LiveWorkspace, openWorkspace } from './live-workspace.js';
import type { ShownWorkspace } from './shown-workspace.js';

/**
 * The live workspace as a person sees it, kept up to date while the component is mounted. The server picks the workspace
 * and the person if none is given. After a change of either, the one before is shown until the new one comes.
 */
export function useWorkspace(url: string, { team, as }: Wanted) {
  const [workspace, setWorkspace] = useState<ShownWorkspace>();
  const [status, setStatus] = useState<ConnectionStatus>('connecting');
  const live = useRef<LiveWorkspace>(undefined);
  const shown = useRef<ShownWorkspace>(undefined);
  useEffect(() => {
    if (shown.current && isWanted(shown.current, { team, as })) return;
    live.current?.stop();
    shown.current = undefined;
    live.current = openWorkspace({
      url,
      wanted: { team, as },
      onStatus: setStatus,
      onWorkspace: (next) => {
        shown.current = next;
        setWorkspace(next);
      },
    });
  }, [url, team, as]);
  useEffect(
    () => () => {
      live.current?.stop();
      shown.current = undefined;
    },
    [],
  );
  const request = useCallback(
    (act: Act): Promise<Result> =>
      live.current?.request(act) ?? Promise.resolve({ ok: false, error: 'not_connected' }),
    [],
  );
  const notify = useCallback(
    (channel: string, text: string, thread_ts?: string) => live.current?.notify(channel, text, thread_ts),
    [],
  );
  const forget = useCallback((placed: PlacedMessage) => live.current?.forget(placed), []);
  return { workspace, status, request, notify, forget };
}

function isWanted({ team, you, workspaces: [first] }: ShownWorkspace, wanted: Wanted): boolean {
  return team.id === (wanted.team ?? first?.id) && you === wanted.as;
}
