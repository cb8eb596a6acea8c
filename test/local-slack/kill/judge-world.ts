import { groupBy } from '../../../src/chaos/group-by.js';
import type { Message } from '../../../src/local-slack/model.js';
import { keyOf } from '../../../src/local-slack/store/collection.js';
import type { Ledger, PostDeed } from './ledger.js';

type Placed = LeftWorld['messages'][number];

/** What a world holds after all. */
export interface LeftWorld {
  /** All messages, replies included, with their channels. */
  messages: readonly { channel: string; message: Message }[];
  /** The members of each channel, each with what they have read. */
  memberships: readonly { channel: string; user: string; last_read?: string }[];
  /** The names of all channels. */
  names: readonly string[];
}

/**
 * Compares a world with what was done in it. Everything that was acknowledged must be there once, with its last content.
 * Everything else must be there once or not at all.
 *
 * @returns the differences
 */
export function judgeWorld(world: LeftWorld, ledger: Ledger): string[] {
  const byMarker = groupBy(world.messages, ({ message }) => markerOf(message));
  const replies = countBy(world.messages.filter(isReply).map(threadOf));
  const faults = ledger.posts.flatMap((deed) =>
    judgePost(deed, byMarker, replies).map((fault) => `${deed.marker}: ${fault}`),
  );
  const known = new Set(ledger.posts.map(({ marker }) => marker));
  for (const [marker, { length }] of byMarker)
    if (marker !== '' && !known.has(marker)) faults.push(`${length} messages that nobody posted: ${marker}`);
  return [
    ...faults,
    ...judgeJoins(world, ledger),
    ...judgeChannels(world, ledger),
    ...judgeMarks(world, ledger),
  ];
}

function judgePost(
  deed: PostDeed,
  byMarker: ReadonlyMap<string, Placed[]>,
  replies: ReadonlyMap<string, number>,
): string[] {
  const [first, ...others] = byMarker.get(deed.marker) ?? [];
  if (!first) return deed.isAcknowledged ? ['it is lost'] : [];
  const { channel, message } = first;
  const faults = others.length > 0 ? [`it is there ${others.length + 1} times`] : [];
  if (channel !== deed.channel || message.user !== deed.user)
    faults.push('it is elsewhere, or by someone else');
  if (deed.ts !== undefined && deed.ts !== message.ts)
    faults.push(`its ts is ${message.ts} and not ${deed.ts}`);
  if (!possibleTexts(deed).includes(message.text)) faults.push(`its text is ${message.text}`);
  faults.push(...judgeReactions(deed, message));
  const parent = deed.parent === undefined ? undefined : byMarker.get(deed.parent)?.[0]?.message;
  if (deed.parent !== undefined && message.thread_ts !== parent?.ts) faults.push('it is in no thread');
  const counted = replies.get(keyOf(channel, message.ts)) ?? 0;
  if (counted !== (message.reply_count ?? 0))
    faults.push(`it has ${counted} replies, and counts ${message.reply_count}`);
  return faults;
}

function isReply({ message: { ts, thread_ts } }: Placed): boolean {
  return thread_ts !== undefined && thread_ts !== ts;
}

function threadOf({ channel, message }: Placed): string {
  return keyOf(channel, message.thread_ts ?? '');
}

function possibleTexts({ texts }: PostDeed): string[] {
  const last = texts.findLastIndex(({ isAcknowledged }) => isAcknowledged);
  return texts.slice(last).map(({ text }) => text);
}

function judgeReactions(deed: PostDeed, message: Message): string[] {
  const there = new Map(message.reactions?.map(({ name, users }) => [name, users.join()]));
  const lost = deed.reactions.filter(({ name, user, isAcknowledged }) => {
    const users = there.get(name);
    return users === undefined ? isAcknowledged : users !== user;
  });
  const given = new Set(deed.reactions.map(({ name }) => name));
  return [
    ...lost.map(({ name }) => `the reaction ${name} is lost or wrong`),
    ...[...there.keys()].filter((name) => !given.has(name)).map((name) => `nobody has reacted with ${name}`),
  ];
}

function judgeJoins({ messages, memberships }: LeftWorld, { joins }: Ledger): string[] {
  const members = countBy(memberships.map(({ channel, user }) => keyOf(channel, user)));
  const announced = countBy(
    messages
      .filter(({ message }) => message.subtype === 'channel_join')
      .map(({ channel, message }) => keyOf(channel, message.user ?? '')),
  );
  return joins.flatMap(({ channel, user, isAcknowledged }) => {
    const key = keyOf(channel, user);
    const [times = 0, announcements = 0] = [members.get(key), announced.get(key)];
    const isRight = times === announcements && (times === 1 || (times === 0 && !isAcknowledged));
    return isRight ? [] : [`${key} is a member ${times} times, and announced ${announcements} times`];
  });
}

function judgeChannels({ names }: LeftWorld, { channels }: Ledger): string[] {
  const there = countBy(names);
  return channels.flatMap(({ name, isAcknowledged }) => {
    const times = there.get(name) ?? 0;
    return times === 1 || (times === 0 && !isAcknowledged) ? [] : [`#${name} is there ${times} times`];
  });
}

function judgeMarks({ memberships }: LeftWorld, { marks }: Ledger): string[] {
  const read = new Map(memberships.map(({ channel, user, last_read }) => [keyOf(channel, user), last_read]));
  return [...marks].flatMap(([key, deeds]) => {
    const last = deeds.findLastIndex(({ isAcknowledged }) => isAcknowledged);
    const possible = [
      ...(last < 0 ? [undefined] : []),
      ...deeds.slice(Math.max(last, 0)).map(({ ts }) => ts),
    ];
    return possible.includes(read.get(key))
      ? []
      : [`${key} has read ${read.get(key)}, not ${possible.join()}`];
  });
}

function countBy(keys: readonly string[]): Map<string, number> {
  return new Map([...groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
}

/** The first word of the text of a message that the crowd has posted; otherwise empty. */
function markerOf({ text }: Pick<Message, 'text'>): string {
  return /^(m\d+) v\d+$/.exec(text)?.[1] ?? '';
}
