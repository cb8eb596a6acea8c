import type { PlacedMessage } from '../../local-slack/protocol.js';
import { relativeDay } from '../mrkdwn/format-date.js';

/** A divider or a message. A message with `isFollowing` comes after one of the same author, and has no header. */
export type Row =
  | { kind: 'day'; key: string; date: Date }
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; placed: PlacedMessage; isFollowing: boolean };

const FOLLOWING_SECONDS = 300;

/** The time of a `ts`. */
export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/**
 * Turns messages, oldest first, into the rows of a list. Messages are grouped by day, and by author within five
 * minutes. A divider comes before the message whose `ts` is `firstNew`.
 */
export function groupMessages(messages: readonly PlacedMessage[], firstNew?: string): Row[] {
  const rows: Row[] = [];
  let last: PlacedMessage | undefined;
  for (const placed of messages) {
    const { ts } = placed.message;
    const isNewDay = !last || dateOf(last.message.ts).toDateString() !== dateOf(ts).toDateString();
    if (isNewDay) rows.push({ kind: 'day', key: `day-${ts}`, date: dateOf(ts) });
    const isFirstNew = ts === firstNew;
    if (isFirstNew) rows.push({ kind: 'new', key: 'new' });
    const isFollowing = !isNewDay && !isFirstNew && last !== undefined && follows(last, placed);
    rows.push({ kind: 'message', key: `${ts}-${placed.ephemeral_to ?? ''}`, placed, isFollowing });
    last = placed;
  }
  return rows;
}

function follows(before: PlacedMessage, after: PlacedMessage): boolean {
  const isPlain = ({ message }: PlacedMessage) => !message.subtype || message.subtype === 'bot_message';
  return (
    isPlain(before) &&
    isPlain(after) &&
    before.message.user === after.message.user &&
    before.message.bot_id === after.message.bot_id &&
    before.message.username === after.message.username &&
    before.ephemeral_to === after.ephemeral_to &&
    Number(after.message.ts) - Number(before.message.ts) < FOLLOWING_SECONDS
  );
}

/** The name of a day in Slack's dividers, as in 'Today', 'Yesterday' or 'Friday, November 20th'. */
export function dayName(date: Date, now: Date): string {
  const relative = relativeDay(date, { now });
  if (relative) return relative;
  const day = date.getDate();
  const words = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long' }).formatToParts(date);
  const part = (type: string) => words.find((word) => word.type === type)?.value ?? '';
  const year = date.getFullYear() === now.getFullYear() ? '' : `, ${date.getFullYear()}`;
  return `${part('weekday')}, ${part('month')} ${day}${ordinal(day)}${year}`;
}

function ordinal(day: number): string {
  if (day % 100 >= 11 && day % 100 <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

/** Every message shows a time, and making a format takes longer than using it. */
const CLOCK = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' });

/** The time of day, as in '10:31 AM'. */
export function timeName(date: Date): string {
  return CLOCK.format(date).replaceAll('\u202f', ' ');
}
