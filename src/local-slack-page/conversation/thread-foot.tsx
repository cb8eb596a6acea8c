import type { PlacedMessage } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { nameOf } from '../live/who-sees.js';
import { relativeDay } from '../mrkdwn/format-date.js';
import { UserAvatar } from '../ui/avatar.js';
import { dateOf, dayName, timeName } from './group-messages.js';

/** The link 'N replies' under a message with a thread. */
export function ThreadFoot({ placed }: { placed: PlacedMessage }) {
  const { workspace, openThread } = useSession();
  const { reply_count = 0, reply_users = [], latest_reply, ts } = placed.message;
  if (reply_count === 0) return null;
  const users = reply_users.slice(0, 5).flatMap((id) => workspace.users.get(id) ?? []);
  return (
    <button type="button" className="thread-foot" onClick={() => openThread(ts)}>
      {users.map((user) => (
        <UserAvatar key={user.id} user={user} name={nameOf(user)} size={24} />
      ))}
      <span className="link">
        {reply_count} {reply_count === 1 ? 'reply' : 'replies'}
      </span>
      {latest_reply && <span className="thread-last">Last reply {whenOf(dateOf(latest_reply))}</span>}
    </button>
  );
}

function whenOf(date: Date) {
  const now = new Date();
  const relative = relativeDay(date, { now })?.toLowerCase();
  return `${relative ?? dayName(date, now)} at ${timeName(date)}`;
}
