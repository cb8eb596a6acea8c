import type { ReactNode } from 'react';
import type { ShownChannel } from '../../local-slack/protocol.js';
import { type Place, useSession } from '../live/session.js';
import { NOTHING_UNREAD } from '../live/unread.js';
import { unreadOf } from '../live/who-sees.js';
import { hrefOf, placeOfApp } from './places.js';

interface SidebarLinkProps {
  place: Place;
  channel: ShownChannel | undefined;
  mark: ReactNode;
  /** The accessible name. */
  label: string;
  isQuiet?: boolean;
  children: ReactNode;
}

/** A place in the sidebar, with its unread count. `channel` is undefined for a direct message that was never opened. */
export function SidebarLink({ place, channel, mark, label, isQuiet, children }: SidebarLinkProps) {
  const { workspace, place: here } = useSession();
  const unread = channel ? unreadOf(workspace, channel) : NOTHING_UNREAD;
  const isHere = isSamePlace(place, here);
  const target = place.kind === 'app' ? placeOfApp(workspace, place.app) : place;
  const classes = [
    'sidebar-link',
    isHere && 'sidebar-link-here',
    isQuiet && 'sidebar-link-quiet',
    unread.count > 0 && !isHere && 'sidebar-link-unread',
  ];
  return (
    <a
      className={classes.filter(Boolean).join(' ')}
      href={hrefOf(workspace, target)}
      aria-label={unread.count > 0 && !isHere ? `${label}, ${shownCount(unread.count)} unread` : label}
      aria-current={isHere ? 'page' : undefined}
    >
      <span className="sidebar-mark">{mark}</span>
      <span className="sidebar-name">{children}</span>
      {unread.calls > 0 && !isHere && <span className="sidebar-badge">{shownCount(unread.calls)}</span>}
    </a>
  );
}

function isSamePlace(a: Place, b: Place): boolean {
  if (a.kind === 'channel') return b.kind === 'channel' && a.channel === b.channel;
  if (a.kind === 'dm') return b.kind === 'dm' && a.user === b.user;
  if (a.kind === 'apps') return b.kind === 'apps';
  return b.kind === 'app' && a.app === b.app;
}

function shownCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}
