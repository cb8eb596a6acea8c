import type { ReactNode } from 'react';
import type { ShownApp, ShownChannel } from '../../local-slack/protocol.js';
import { AppsView } from '../apps/apps-view.js';
import { Conversation } from '../conversation/conversation.js';
import { useSession } from '../live/session.js';
import { AppHome } from './app-home.js';
import { AppHeader, ChannelHeader } from './header.js';

/** The open place: a channel, one of an app's tabs, or the list of apps. `channel` is undefined while a direct message is being opened. */
export function Main({ channel, app }: { channel?: ShownChannel; app?: ShownApp }): ReactNode {
  const { as, place } = useSession();
  if (place.kind === 'apps') return <AppsView />;
  const tab = place.kind === 'app' ? place.tab : undefined;
  const header = channel && <ChannelHeader channel={channel} />;
  const conversation = channel ? (
    <Conversation key={`${as}-${channel.id}`} channel={channel} />
  ) : (
    <div className="message-list" />
  );
  return (
    <>
      {app && tab ? <AppHeader app={app} tab={tab} /> : header}
      {app && tab === 'home' ? <AppHome key={app.id} app={app} /> : conversation}
    </>
  );
}
