import { type ReactNode, useMemo, useState } from 'react';
import type { User } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { channelNameOf, channelsOf, directMessagesOf, groupsOf, nameOf, peopleOf } from '../live/who-sees.js';
import { Avatar, UserAvatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { CreateChannel } from './create-channel.js';
import { PresenceDot } from './presence-dot.js';
import { SidebarLink } from './sidebar-link.js';

/** Channels, direct messages and apps. */
export function Sidebar() {
  const { workspace, as } = useSession();
  const { apps, team, users } = workspace;
  const direct = useMemo(() => directMessagesOf(workspace), [workspace]);
  const [isCreating, setCreating] = useState(false);
  return (
    <nav className="sidebar" aria-label="Channels and direct messages">
      <header className="sidebar-team">{team.name}</header>
      <div className="sidebar-scroll">
        <SidebarSection title="Channels">
          {channelsOf(workspace).map((channel) => (
            <SidebarLink
              key={channel.id}
              place={{ kind: 'channel', channel: channel.id }}
              label={`${channel.name}${channel.is_private ? ' (private)' : ''}`}
              channel={channel}
              mark={<Icon name={channel.is_private ? 'lock' : 'hash'} size={16} />}
              isQuiet={!channel.is_member}
            >
              {channel.name}
            </SidebarLink>
          ))}
          <button type="button" className="sidebar-link" onClick={() => setCreating(true)}>
            <span className="sidebar-mark">
              <Icon name="plus" size={15} />
            </span>
            <span className="sidebar-name">Create channel</span>
          </button>
        </SidebarSection>
        <SidebarSection title="Direct messages">
          {peopleOf(workspace).map((user) => (
            <SidebarLink
              key={user.id}
              place={{ kind: 'dm', user: user.id }}
              label={labelOf(user, user.id === as, workspace.presence[user.id])}
              channel={direct.get(user.id)}
              mark={<UserAvatar user={user} name={nameOf(user)} size={20} />}
            >
              {nameOf(user)}
              {user.id === as && <span className="sidebar-you">you</span>}
              <PresenceDot user={user.id} />
            </SidebarLink>
          ))}
          {groupsOf(workspace).map((channel) => (
            <SidebarLink
              key={channel.id}
              place={{ kind: 'channel', channel: channel.id }}
              label={channelNameOf(workspace, channel)}
              channel={channel}
              mark={<Icon name="people" size={16} />}
            >
              {channelNameOf(workspace, channel)}
            </SidebarLink>
          ))}
        </SidebarSection>
        <SidebarSection title="Apps">
          {apps.map(({ id, name, bot_user_id }) => (
            <SidebarLink
              key={id}
              place={{ kind: 'app', app: id, tab: 'messages' }}
              label={name}
              channel={direct.get(bot_user_id)}
              mark={
                <Avatar id={bot_user_id} name={name} color={users.get(bot_user_id)?.color} isBot size={20} />
              }
            >
              {name}
            </SidebarLink>
          ))}
          <SidebarLink
            place={{ kind: 'apps' }}
            label="Manage apps"
            channel={undefined}
            mark={<Icon name="grid" size={15} />}
          >
            Manage apps
          </SidebarLink>
        </SidebarSection>
      </div>
      {isCreating && <CreateChannel onDone={() => setCreating(false)} />}
    </nav>
  );
}

function SidebarSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="sidebar-section" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function labelOf(user: User, isMe: boolean, presence: 'active' | 'away' = 'away') {
  return `${nameOf(user)}${isMe ? ' (you)' : ''}${presence === 'away' ? ', away' : ''}`;
}
