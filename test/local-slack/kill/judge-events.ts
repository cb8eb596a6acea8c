import { groupBy } from '../../../src/chaos/group-by.js';
import type { Json } from '../../../src/local-slack/model.js';
import { keyOf } from '../../../src/local-slack/store/collection.js';
import type { LeftWorld } from './judge-world.js';
import type { KillableSlack } from './killable-slack.js';
import type { Ledger } from './ledger.js';
import type { Arrived, TwoDoorApp } from './two-door-app.js';

/** The names of the events that the app must get through each door. */
export function dueEvents({ messages }: Pick<LeftWorld, 'messages'>, ledger: Ledger): Set<string> {
  const edits = ledger.posts.flatMap(({ texts }) =>
    texts.slice(1).filter(({ isAcknowledged }) => isAcknowledged),
  );
  const reactions = ledger.posts.flatMap(({ reactions }) => reactions.filter((one) => one.isAcknowledged));
  const joins = ledger.joins.filter(({ isAcknowledged }) => isAcknowledged);
  const channels = ledger.channels.filter(({ isAcknowledged }) => isAcknowledged);
  return new Set([
    ...messages.map(({ channel, message }) => keyOf('posted', channel, message.ts)),
    ...edits.map(({ text }) => keyOf('edited', text)),
    ...reactions.map(({ name }) => keyOf('reacted', name)),
    ...joins.map(({ channel, user }) => keyOf('joined', channel, user)),
    ...channels.map(({ name }) => keyOf('created', name)),
  ]);
}

/** The name of an event, as in `dueEvents`. */
function nameOf(event: Json): string {
  const { type, subtype, channel, ts, message, reaction, user } = event;
  switch (type) {
    case 'message': {
      if (subtype !== 'message_changed') return keyOf('posted', String(channel), String(ts));
      return keyOf('edited', String((message as Json).text));
    }
    case 'reaction_added':
      return keyOf('reacted', String(reaction));
    case 'member_joined_channel':
      return keyOf('joined', String(channel), String(user));
    case 'channel_created':
      return keyOf('created', String((channel as Json).name));
    default:
      return keyOf('other', JSON.stringify(event));
  }
}

/** The events that have not arrived yet, by door. */
export function missingEvents({ arrived }: TwoDoorApp, due: ReadonlySet<string>): string[] {
  return (['http', 'socket'] as const).flatMap((door) => {
    const there = new Set(arrived[door].map(({ event }) => nameOf(event)));
    return [...due].filter((name) => !there.has(name)).map((name) => `${name} over ${door}`);
  });
}

/**
 * Finds events that came too often through a door. Something that happened has one event. The event comes again only
 * if a kill has left it in the queue.
 */
export function judgeRepeats(
  arrived: readonly Arrived[],
  door: string,
  left: KillableSlack['left'],
): string[] {
  const byId = groupBy(arrived, ({ id }) => id);
  const tooOften = [...byId].filter(
    ([id, { length }]) => length > 1 + left.filter((ids) => ids.has(`${id}.${door}`)).length,
  );
  const byName = groupBy(arrived, ({ event }) => nameOf(event));
  const twice = [...byName].filter(([, all]) => new Set(all.map(({ id }) => id)).size > 1);
  return [
    ...tooOften.map(([id, { length }]) => `${id} came ${length} times over ${door}`),
    ...twice.map(([name]) => `${name} has several events over ${door}`),
  ];
}
