import type { ShownApp, ShownChannel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { channelNameOf, partnerOf } from '../live/who-sees.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';
import { Avatar, UserAvatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { Members } from './members.js';
import { hrefOf } from './places.js';
import { PresenceDot } from './presence-dot.js';

/** The name, topic and members of the open channel. */
export function ChannelHeader({ channel }: { channel: ShownChannel }) {
  const { workspace, as } = useSession();
  const name = channelNameOf(workspace, channel);
  const partner = channel.is_im ? workspace.users.get(partnerOf(channel, as)) : undefined;
  return (
    <header className="panel-header">
      <h1>
        {partner ? (
          <UserAvatar user={partner} name={name} size={24} />
        ) : (
          <Icon name={channel.is_private ? 'lock' : channel.is_mpim ? 'people' : 'hash'} />
        )}
        {name}
        {partner?.id === as && <span className="muted"> (you)</span>}
        {partner && <PresenceDot user={partner.id} />}
      </h1>
      {channel.topic.value && (
        <div className="panel-header-topic">
          <Mrkdwn text={channel.topic.value} />
        </div>
      )}
      {!channel.is_im && <Members key={channel.id} channel={channel} />}
    </header>
  );
}

/** An app's name and its two tabs. */
export function AppHeader({ app, tab }: { app: ShownApp; tab: 'home' | 'messages' }) {
  const { workspace } = useSession();
  return (
    <header className="panel-header panel-header-tabs">
      <h1>
        <Avatar
          id={app.bot_user_id}
          name={app.name}
          color={workspace.users.get(app.bot_user_id)?.color}
          isBot
          size={24}
        />
        {app.name}
        <span className="app-badge">APP</span>
      </h1>
      <div className="tabs" role="tablist" aria-label={app.name}>
        {(['home', 'messages'] as const).map((name) => (
          <a
            key={name}
            role="tab"
            aria-selected={tab === name}
            className={tab === name ? 'tab tab-current' : 'tab'}
            href={hrefOf(workspace, { kind: 'app', app: app.id, tab: name })}
          >
            {name === 'home' ? 'Home' : 'Messages'}
          </a>
        ))}
      </div>
    </header>
  );
}
