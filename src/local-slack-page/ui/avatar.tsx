import type { User } from '../../local-slack/protocol.js';
import { Emoji } from '../mrkdwn/inline.js';
import { Icon } from './icon.js';

interface AvatarProps {
  /** The source of the initials. */
  name: string;
  /** The source of the background colour if `color` is absent. */
  id: string;
  /** Six hex digits, without `#`. */
  color?: string;
  isBot?: boolean;
  /** An app's `icon_emoji`, without colons. */
  emoji?: string;
  size: number;
}

const COLORS = [
  '4b2e83',
  '0b6e6e',
  'a8471f',
  '1d5fa8',
  '7a3b69',
  '2f7d4f',
  '8a5a00',
  '5a4fcf',
  'b0305c',
  '3d6b99',
];

/** Initials in a coloured square. Hidden from screen readers, because the name is always beside it. */
export function Avatar({ name, id, color, isBot, emoji, size }: AvatarProps) {
  const background =
    isBot || emoji ? undefined : `#${color && /^[0-9a-f]{6}$/i.test(color) ? color : colorOf(id)}`;
  return (
    <span
      className={emoji ? 'avatar avatar-emoji' : isBot ? 'avatar avatar-app' : 'avatar'}
      style={{
        width: size,
        height: size,
        fontSize: size * (emoji ? 0.6 : 0.42),
        borderRadius: Math.max(4, size * 0.2),
        background,
      }}
      aria-hidden="true"
    >
      {emoji ? <Emoji name={emoji} /> : isBot ? <Icon name="bolt" size={size * 0.66} /> : initialsOf(name)}
    </span>
  );
}

/** The avatar of a user of the workspace. */
export function UserAvatar({ user, name, size }: { user: User; name: string; size: number }) {
  return <Avatar id={user.id} name={name} color={user.color} isBot={user.is_bot} size={size} />;
}

/** The initials of a name, at most two letters. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const [first = '?'] = words[0] ?? '';
  const [last = ''] = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (first + last).toUpperCase();
}

function colorOf(id: string): string {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 9973;
  return COLORS[sum % COLORS.length] ?? '4b2e83';
}
