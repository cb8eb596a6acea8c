import type { ConnectionStatus } from '../live/connection.js';
import { useSession } from '../live/session.js';
import { nameOf, peopleOf } from '../live/who-sees.js';
import { UserAvatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { MenuButton } from '../ui/menu.js';
import { hrefOf } from './places.js';

/** The person that the window acts as, and the state of the connection. */
export function TopBar({ status }: { status: ConnectionStatus }) {
  const { workspace, as, place } = useSession();
  const me = workspace.users.get(as);
  const name = me ? nameOf(me) : as;
  const items = peopleOf(workspace)
    .filter(({ id }) => id !== as)
    .map((user) => ({
      key: user.id,
      label: `Open a window as ${nameOf(user)}`,
      mark: <UserAvatar user={user} name={nameOf(user)} size={24} />,
      onChoose: () => void window.open(hrefOf(workspace, place, user.id), '_blank'),
    }));
  return (
    <header className="top-bar">
      <span className="top-bar-product">Local Slack</span>
      <MenuButton label={`Acting as ${name}`} className="top-bar-me" items={items}>
        {me && <UserAvatar user={me} name={name} size={18} />}
        <span>
          Acting as <strong>{name}</strong>
        </span>
        <Icon name="down" size={13} />
      </MenuButton>
      <span className={`top-bar-status top-bar-${status}`} role="status">
        {status === 'live' ? 'Live' : 'Reconnecting…'}
      </span>
    </header>
  );
}
