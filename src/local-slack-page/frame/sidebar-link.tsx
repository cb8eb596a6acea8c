import type { ReactNode } from 'react';
import type { Channel } from '../../local-slack/protocol.js';
import { type Place, useSession } from '../live/session.js';
import { unreadOf } from '../live/who-sees.js';
import { hrefOf } from './places.js';

interface SidebarLinkProps {
  place: Place;
  channel: Channel | undefined;
  mark: ReactNode;
  /** The accessible name. */
  label: string;
  isQuiet?: boolean;
  children: ReactNode;
}

/** A place in the sidebar, with its unread count. `channel` is undefined for a direct message that was never opened. */
export function SidebarLink({ place, channel, mark, label, isQuiet, children }: SidebarLinkProps) {
  const { workspace, as, place: here } = useSession();
  const unread = channel ? unreadOf(workspace, channel, as) : { count: 0, calls: 0 };
  const isHere = isSamePlace(place, here);
  const target: Place = place.kind === 'app' && workspace.home ? { kind: 'app', tab: 'home' } : place;
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
      aria-label={unread.count > 0 && !isHere ? `${label}, ${unread.count} unread` : label}
      aria-current={isHere ? 'page' : undefined}
    >
      <span className="sidebar-mark">{mark}</span>
      <span className="sidebar-name">{children}</span>
      {unread.calls > 0 && !isHere && <span className="sidebar-badge">{unread.calls}</span>}
    </a>
  );
}

function isSamePlace(a: Place, b: Place): boolean {
  if (a.kind === 'channel') return b.kind === 'channel' && a.channel === b.channel;
  if (a.kind === 'dm') return b.kind === 'dm' && a.user === b.user;
  return b.kind === 'app';
}
