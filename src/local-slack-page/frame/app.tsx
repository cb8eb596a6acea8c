import { useEffect, useMemo, useState } from 'react';
import { type Address, useAddress } from '../live/address.js';
import type { ConnectionStatus } from '../live/connection.js';
import { type Session, SessionContext } from '../live/session.js';
import type { ShownWorkspace } from '../live/shown-workspace.js';
import { useWorkspace } from '../live/use-workspace.js';
import { ConfirmProvider } from '../ui/confirm.js';
import { addressOf, placeOf } from './places.js';
import { Shell } from './shell.js';

/** The whole page. `liveUrl` is the URL of the local Slack's WebSocket. */
export function App({ liveUrl }: { liveUrl: string }) {
  const [address, setAddress] = useAddress();
  const live = useWorkspace(liveUrl, address);
  if (!live.workspace) {
    return (
      <main className="starting" aria-busy="true">
        <p role="status">{STARTING[live.status]}</p>
      </main>
    );
  }
  return <Window {...live} workspace={live.workspace} address={address} setAddress={setAddress} />;
}

/** What the page says before it has the workspace. */
const STARTING: Record<ConnectionStatus, string> = {
  connecting: 'Loading your workspace…',
  live: 'Loading your workspace…',
  lost: 'The local Slack cannot be reached. Trying again…',
  refused:
    'This page works only in a browser on the machine of the local Slack. Its option actFrom allows others.',
};

type WindowProps = Omit<ReturnType<typeof useWorkspace>, 'workspace'> & {
  workspace: ShownWorkspace;
  address: Address;
  setAddress: (address: Address) => void;
};

function Window({ workspace, status, request, notify, forget, address, setAddress }: WindowProps) {
  const as = workspace.you;
  const [thread, openThread] = useState<string>();
  const place = useMemo(() => placeOf(workspace, address), [workspace, address]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving a channel closes its thread
  useEffect(() => openThread(undefined), [workspace.team.id, as, address.where, address.tab]);
  const session = useMemo<Session>(
    () => ({
      workspace,
      as,
      place,
      thread,
      isLive: status === 'live',
      act: request,
      go: (to) => setAddress(addressOf(workspace, to)),
      openThread,
      actAs: (user) =>
        setAddress({
          team: workspace.team.id,
          as: user,
          where: /^(C|apps$)/.test(address.where ?? '') ? address.where : undefined,
        }),
      notify,
      forget,
    }),
    [workspace, as, place, thread, status, request, setAddress, address, notify, forget],
  );
  return (
    <SessionContext value={session}>
      <ConfirmProvider>
        <Shell status={status} />
      </ConfirmProvider>
    </SessionContext>
  );
}
