import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Act, PlacedMessage } from '../../protocol.js';
import { useAddress } from '../live/address.js';
import { type Session, SessionContext } from '../live/session.js';
import type { ShownWorkspace } from '../live/shown-workspace.js';
import { useWorkspace } from '../live/use-workspace.js';
import { peopleOf } from '../live/who-sees.js';
import { ConfirmProvider } from '../ui/confirm.js';
import { addressOf, placeOf } from './places.js';
import { Shell } from './shell.js';

/** The whole page. `liveUrl` is the URL of the local Slack's WebSocket. */
export function App({ liveUrl }: { liveUrl: string }) {
  const live = useWorkspace(liveUrl);
  if (!live.workspace) {
    return (
      <main className="starting" aria-busy="true">
        <p role="status">
          {live.status === 'lost'
            ? 'The local Slack cannot be reached. Trying again…'
            : 'Loading your workspace…'}
        </p>
      </main>
    );
  }
  return <Window {...live} workspace={live.workspace} />;
}

type WindowProps = Omit<ReturnType<typeof useWorkspace>, 'workspace'> & { workspace: ShownWorkspace };

function Window({ workspace, status, request, notify, forget }: WindowProps) {
  const [address, setAddress] = useAddress();
  const [thread, openThread] = useState<string>();
  const people = peopleOf(workspace);
  const as = people.some(({ id }) => id === address.as) ? (address.as ?? '') : (people[0]?.id ?? '');
  const place = useMemo(() => placeOf(workspace, as, address), [workspace, as, address]);

  const act = useCallback((what: Act) => request(as, what), [request, as]);
  const say = useCallback(
    (channel: string, text: string, thread_ts?: string) => notify(channel, as, text, thread_ts),
    [notify, as],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving a channel closes its thread
  useEffect(() => openThread(undefined), [as, address.where, address.tab]);
  const session = useMemo<Session>(
    () => ({
      workspace,
      as,
      place,
      thread,
      act,
      go: (to) => setAddress(addressOf(as, to)),
      openThread,
      actAs: (user) =>
        setAddress({ as: user, where: address.where?.startsWith('C') ? address.where : undefined }),
      notify: say,
      forget: (placed: PlacedMessage) => forget(placed),
    }),
    [workspace, as, place, thread, act, setAddress, address, say, forget],
  );
  return (
    <SessionContext value={session}>
      <ConfirmProvider>
        <Shell status={status} />
      </ConfirmProvider>
    </SessionContext>
  );
}
