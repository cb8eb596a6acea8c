import type { Channel, Message, Reaction } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { messages, reacted } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';

const NAME = /^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/;

/** A user and the name of an emoji. */
interface Reacting {
  name: string;
  user: string;
}

/** @throws refusal `invalid_name` or `already_reacted` */
export function addReaction(
  workspace: WritableWorkspace,
  channel: Channel,
  before: Message,
  { name, user }: Reacting,
): void {
  if (!NAME.test(name))
    throw refusal('invalid_name', `'${name}' is not the name of an emoji. Write the name without colons.`);
  const reactions = before.reactions ?? [];
  const index = reactions.findIndex((one) => one.name === name);
  const users = reactions[index]?.users ?? [];
  if (users.includes(user)) throw refusal('already_reacted', `${user} has already reacted with :${name}:.`);
  const reaction = { name, users: [...users, user], count: users.length + 1 };
  const message = react(
    workspace,
    channel,
    before,
    index < 0 ? [...reactions, reaction] : reactions.with(index, reaction),
  );
  workspace.db.put(reacted, { user, channel: channel.id, ts: message.ts });
  workspace.emit({ kind: 'reaction_added', channel, message, name, user });
}

/** @throws refusal `no_reaction` */
export function removeReaction(
  workspace: WritableWorkspace,
  channel: Channel,
  before: Message,
  { name, user }: Reacting,
): void {
  const index = before.reactions?.findIndex((one) => one.name === name && one.users.includes(user)) ?? -1;
  const reaction = before.reactions?.[index];
  if (!reaction) throw refusal('no_reaction', `${user} has not reacted with :${name}:.`);
  const users = reaction.users.filter((one) => one !== user);
  const reactions = (before.reactions ?? [])
    .with(index, { ...reaction, users, count: users.length })
    .filter(({ count }) => count > 0);
  const message = react(workspace, channel, before, reactions);
  if (!reactions.some((one) => one.users.includes(user)))
    workspace.db.remove(reacted, keyOf(user, channel.id, message.ts));
  workspace.emit({ kind: 'reaction_removed', channel, message, name, user });
}

function react({ db }: WritableWorkspace, channel: Channel, before: Message, reactions: Reaction[]): Message {
  const { reactions: _, ...plain } = before;
  const message: Message = reactions.length > 0 ? { ...plain, reactions } : plain;
  db.put(messages, { channel: channel.id, message });
  return message;
}
