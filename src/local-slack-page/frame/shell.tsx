import { useEffect } from 'react';
import { ThreadPanel } from '../conversation/thread-panel.js';
import type { ConnectionStatus } from '../live/connection.js';
import { useSession } from '../live/session.js';
import { channelNameOf } from '../live/who-sees.js';
import { Modal } from '../modal/modal.js';
import { DirectoryContext } from '../mrkdwn/directory.js';
import { Main } from './main.js';
import { Rail } from './rail.js';
import { Sidebar } from './sidebar.js';
import { TopBar } from './top-bar.js';
import { useOpenChannel } from './use-open-channel.js';
import { useWorkspaceDirectory } from './use-workspace-directory.js';

/** The frame of the page: the people to act as, the sidebar, the open place, its thread and the topmost modal. */
export function Shell({ status }: { status: ConnectionStatus }) {
  const { workspace, as, place, thread } = useSession();
  const directory = useWorkspaceDirectory();
  const channel = useOpenChannel();
  const views = workspace.modals;
  const modal = views.at(-1);
  const app = place.kind === 'app' ? workspace.apps.find(({ id }) => id === place.app) : undefined;
  const placeName = place.kind === 'apps' ? 'Apps' : (app?.name ?? workspace.team.name);
  const name = channel ? channelNameOf(workspace, channel) : placeName;
  useEffect(() => {
    document.title = `${name} - ${workspace.team.name} - Local Slack`;
  }, [name, workspace.team.name]);
  const history = channel && workspace.histories.get(channel.id);
  const isDeleted =
    history?.threads.has(thread ?? '') && !history.messages.some(({ message }) => message.ts === thread);
  const hasThread = channel && thread && !isDeleted;
  return (
    <DirectoryContext value={directory}>
      <div className="shell">
        <TopBar status={status} />
        <Rail />
        <div className={hasThread ? 'panels panels-thread' : 'panels'}>
          <Sidebar />
          <main className="main" aria-label={name}>
            <Main channel={channel} app={app} />
          </main>
          {hasThread && <ThreadPanel key={`${as}-${thread}`} channel={channel} ts={thread} />}
        </div>
      </div>
      {modal && <Modal key={modal.id} view={modal} depth={views.length} />}
    </DirectoryContext>
  );
}
