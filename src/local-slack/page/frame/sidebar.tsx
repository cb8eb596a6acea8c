import { type ReactNode, useState } from 'react';
import type { Channel } from '../../protocol.js';
import { type Place, useSession } from '../live/session.js';
import {
  channelNameOf,
  channelsOf,
  findDirectMessage,
  groupsOf,
  nameOf,
  peopleOf,
  unreadOf,
} from '../live/who-sees.js';
import { Avatar, UserAvatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { CreateChannel } from './create-channel.js';
import { hrefOf } from './places.js';
import { PresenceDot } from './presence-dot.js';

/** Channels, direct messages and the app. */
export function Sidebar() {
  const { workspace, as } = useSession();
  const { app, team, users } = workspace;
  const [isCreating, setCreating] = useState(false);
  return (
    <nav className="sidebar" aria-label="Channels and direct messages">
      <header className="sidebar-team">{team.name}</header>
      <div className="sidebar-scroll">
        <SidebarSection title="Channels">
          {channelsOf(workspace, as).map((channel) => (
            <SidebarLink
              key={channel.id}
              place={{ kind: 'channel', channel: channel.id }}
              channel={channel}
              mark={<Icon name={channel.is_private ? 'lock' : 'hash'} size={16} />}
              isQuiet={!channel.members.includes(as)}
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
              channel={findDirectMessage(workspace, as, user.id)}
              mark={<UserAvatar user={user} name={nameOf(user)} size={20} />}
            >
              {nameOf(user)}
              {user.id === as && <span className="sidebar-you">you</span>}
              <PresenceDot user={user.id} />
            </SidebarLink>
          ))}
          {groupsOf(workspace, as).map((channel) => (
            <SidebarLink
              key={channel.id}
              place={{ kind: 'channel', channel: channel.id }}
              channel={channel}
              mark={<Icon name="people" size={16} />}
            >
              {channelNameOf(workspace, channel, as)}
            </SidebarLink>
          ))}
        </SidebarSection>
        <SidebarSection title="Apps">
          <SidebarLink
            place={{ kind: 'app', tab: 'messages' }}
            channel={findDirectMessage(workspace, as, app.bot_user_id)}
            mark={
              <Avatar
                id={app.bot_user_id}
                name={app.name}
                color={users.get(app.bot_user_id)?.color}
                isBot
                size={20}
              />
            }
          >
            {app.name}
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

interface SidebarLinkProps {
  place: Place;
  channel: Channel | undefined;
  mark: ReactNode;
  isQuiet?: boolean;
  children: ReactNode;
}

function SidebarLink({ place, channel, mark, isQuiet, children }: SidebarLinkProps) {
  const { workspace, as, place: here } = useSession();
  const unread = channel ? unreadOf(workspace, channel, as) : { count: 0, calls: 0 };
  const isHere = isSamePlace(place, here);
  const target: Place = place.kind === 'app' && workspace.homes[as] ? { kind: 'app', tab: 'home' } : place;
  const classes = [
    'sidebar-link',
    isHere && 'sidebar-link-here',
    isQuiet && 'sidebar-link-quiet',
    unread.count > 0 && !isHere && 'sidebar-link-unread',
  ];
  return (
    <a
      className={classes.filter(Boolean).join(' ')}
      href={hrefOf(as, target)}
      aria-current={isHere ? 'page' : undefined}
    >
      <span className="sidebar-mark">{mark}</span>
      <span className="sidebar-name">{children}</span>
      {unread.count > 0 && !isHere && (
        <>
          <span className="unseen">, {unread.count} unread</span>
          {unread.calls > 0 && (
            <span className="sidebar-badge" aria-hidden="true">
              {unread.calls}
            </span>
          )}
        </>
      )}
    </a>
  );
}

function isSamePlace(a: Place, b: Place): boolean {
  if (a.kind === 'channel') return b.kind === 'channel' && a.channel === b.channel;
  if (a.kind === 'dm') return b.kind === 'dm' && a.user === b.user;
  return b.kind === 'app';
}
