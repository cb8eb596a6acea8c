import type { ShownChannel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { nameOf } from '../live/who-sees.js';
import { UserAvatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { MenuButton } from '../ui/menu.js';
import { placeOfUser } from './places.js';
import { useMembers } from './use-members.js';

/** The number of a channel's members, and a menu of them in which apps can be added. */
export function Members({ channel }: { channel: ShownChannel }) {
  const { workspace, act, go } = useSession();
  const { members, readAgain } = useMembers(channel);
  const users = (members ?? []).flatMap((id) => workspace.users.get(id) ?? []);
  const missing = members ? workspace.apps.filter((app) => !members.includes(app.bot_user_id)) : [];
  const invites = missing.map((app) => ({
    key: `invite-${app.id}`,
    label: `Add ${app.name} to this channel`,
    mark: <Icon name="plus" size={24} />,
    onChoose: () => void act({ type: 'invite', channel: channel.id, users: [app.bot_user_id] }),
  }));
  const items = users.map((user, index) => ({
    key: user.id,
    label: nameOf(user),
    mark: <UserAvatar user={user} name={nameOf(user)} size={24} />,
    apart: invites.length > 0 && index === 0,
    onChoose: () => go(placeOfUser(workspace, user.id)),
  }));
  const count = channel.member_count;
  return (
    <MenuButton
      label={`${count} ${count === 1 ? 'member' : 'members'}`}
      className="members"
      align="end"
      items={[...invites, ...items]}
      onOpen={() => void readAgain()}
    >
      <span className="members-faces">
        {users.slice(0, 3).map((user) => (
          <UserAvatar key={user.id} user={user} name={nameOf(user)} size={20} />
        ))}
      </span>
      {count}
    </MenuButton>
  );
}
