import { type ReactNode, useEffect, useMemo } from 'react';
import { Conversation } from '../conversation/conversation.js';
import { ThreadPanel } from '../conversation/thread-panel.js';
import type { ConnectionStatus } from '../live/connection.js';
import { useSession } from '../live/session.js';
import { channelNameOf, nameOf } from '../live/who-sees.js';
import { Modal } from '../modal/modal.js';
import { type Directory, DirectoryContext } from '../mrkdwn/directory.js';
import { AppHome } from './app-home.js';
import { AppHeader, ChannelHeader } from './header.js';
import { Rail } from './rail.js';
import { Sidebar } from './sidebar.js';
import { TopBar } from './top-bar.js';
import { useOpenChannel } from './use-open-channel.js';

/** The frame of the page: the people to act as, the sidebar, the open place, its thread and the topmost modal. */
export function Shell({ status }: { status: ConnectionStatus }) {
  const { workspace, as, thread } = useSession();
  const directory = useWorkspaceDirectory();
  const channel = useOpenChannel();
  const views = workspace.modals;
  const modal = views.at(-1);
  const name = channel ? channelNameOf(workspace, channel, as) : workspace.app.name;
  useEffect(() => {
    document.title = `${name} - ${workspace.team.name} - Local Slack`;
  }, [name, workspace.team.name]);
  const hasThread =
    channel && thread && workspace.messages.get(channel.id)?.some(({ message }) => message.ts === thread);
  return (
    <DirectoryContext value={directory}>
      <div className="shell">
        <TopBar status={status} />
        <Rail />
        <div className={hasThread ? 'panels panels-thread' : 'panels'}>
          <Sidebar />
          <main className="main" aria-label={name}>
            <Main />
          </main>
          {hasThread && <ThreadPanel key={`${as}-${thread}`} channel={channel} ts={thread} />}
        </div>
      </div>
      {modal && <Modal key={modal.id} view={modal} depth={views.length} />}
    </DirectoryContext>
  );
}

function Main(): ReactNode {
  const { as, place } = useSession();
  const channel = useOpenChannel();
  const isHome = place.kind === 'app' && place.tab === 'home';
  const conversation = channel ? (
    <Conversation key={`${as}-${channel.id}`} channel={channel} />
  ) : (
    <div className="message-list" />
  );
  return (
    <>
      {place.kind === 'app' ? <AppHeader tab={place.tab} /> : channel && <ChannelHeader channel={channel} />}
      {isHome ? <AppHome /> : conversation}
    </>
  );
}

function useWorkspaceDirectory(): Directory {
  const { workspace, as, go } = useSession();
  const { users, channels, app } = workspace;
  return useMemo(
    () => ({
      me: as,
      findUserName: (id) => {
        const user = users.get(id);
        return user && nameOf(user);
      },
      findChannelName: (id) => channels.get(id)?.name,
      openUser: (user) =>
        go(user === app.bot_user_id ? { kind: 'app', tab: 'messages' } : { kind: 'dm', user }),
      openChannel: (channel) => go({ kind: 'channel', channel }),
    }),
    [as, users, channels, app, go],
  );
}
