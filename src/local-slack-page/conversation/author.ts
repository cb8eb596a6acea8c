import type { Message } from '../../local-slack/protocol.js';
import type { ShownWorkspace } from '../live/shown-workspace.js';
import { nameOf } from '../live/who-sees.js';

export interface Author {
  id: string;
  name: string;
  isApp: boolean;
  color?: string;
  /** An app's `icon_emoji`, without colons. */
  emoji?: string;
}

/** The author of a message as displayed. An app can choose another name and icon for a single message. */
export function authorOf(message: Message, { users, apps }: ShownWorkspace): Author {
  const user = message.user === undefined ? undefined : users.get(message.user);
  const isApp = message.bot_id !== undefined || user?.is_bot === true;
  const app = apps.find(({ id, bot_id }) => id === message.app_id || bot_id === message.bot_id);
  const own = user
    ? nameOf(user)
    : message.user === 'USLACKBOT'
      ? 'Slackbot'
      : (isApp && app?.name) || (message.user ?? 'Unknown user');
  return {
    id: message.user ?? message.bot_id ?? '',
    name: message.username ?? own,
    isApp,
    color: user?.color,
    emoji: message.user === 'USLACKBOT' ? 'robot_face' : message.icons?.emoji?.replaceAll(':', ''),
  };
}
