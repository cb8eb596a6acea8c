import type { Channel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { channelNameOf, nameOf, partnerOf } from '../live/who-sees.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';
import { Avatar, UserAvatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { MenuButton } from '../ui/menu.js';
import { hrefOf } from './places.js';
import { PresenceDot } from './presence-dot.js';

/** The name, topic and members of the open channel. */
export function ChannelHeader({ channel }: { channel: Channel }) {
  const { workspace, as } = useSession();
  const name = channelNameOf(workspace, channel, as);
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
      {!channel.is_im && <Members channel={channel} />}
    </header>
  );
}

function Members({ channel }: { channel: Channel }) {
  const { workspace, act, go } = useSession();
  const { app, users } = workspace;
  const members = channel.members.flatMap((id) => users.get(id) ?? []);
  const hasApp = channel.members.includes(app.bot_user_id);
  const items = members.map((user, index) => ({
    key: user.id,
    label: nameOf(user),
    mark: <UserAvatar user={user} name={nameOf(user)} size={24} />,
    apart: !hasApp && index === 0,
    onChoose: () => go(user.is_bot ? { kind: 'app', tab: 'messages' } : { kind: 'dm', user: user.id }),
  }));
  const invite = {
    key: 'invite',
    label: `Add ${app.name} to this channel`,
    mark: <Icon name="plus" size={24} />,
    onChoose: () => void act({ type: 'invite', channel: channel.id, users: [app.bot_user_id] }),
  };
  return (
    <MenuButton
      label={`${members.length} ${members.length === 1 ? 'member' : 'members'}`}
      className="members"
      align="end"
      items={hasApp ? items : [invite, ...items]}
    >
      <span className="members-faces">
        {members.slice(0, 3).map((user) => (
          <UserAvatar key={user.id} user={user} name={nameOf(user)} size={20} />
        ))}
      </span>
      {members.length}
    </MenuButton>
  );
}

/** The app's name and its two tabs. */
export function AppHeader({ tab }: { tab: 'home' | 'messages' }) {
  const { workspace, as } = useSession();
  const { app } = workspace;
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
            href={hrefOf(as, { kind: 'app', tab: name })}
          >
            {name === 'home' ? 'Home' : 'Messages'}
          </a>
        ))}
      </div>
    </header>
  );
}
