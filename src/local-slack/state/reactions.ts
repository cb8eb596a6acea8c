import type { Channel, Message } from '../model.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

const NAME = /^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/;

/** A user and the name of an emoji. */
interface Reacting {
  name: string;
  user: string;
}

/** @throws refusal `invalid_name` or `already_reacted` */
export function addReaction(
  workspace: Workspace,
  channel: Channel,
  message: Message,
  { name, user }: Reacting,
): void {
  if (!NAME.test(name))
    throw refusal('invalid_name', `'${name}' is not the name of an emoji. Write the name without colons.`);
  message.reactions ??= [];
  const reaction = message.reactions.find((one) => one.name === name);
  if (reaction?.users.includes(user))
    throw refusal('already_reacted', `${user} has already reacted with :${name}:.`);
  if (reaction) {
    reaction.users.push(user);
    reaction.count += 1;
  } else {
    message.reactions.push({ name, users: [user], count: 1 });
  }
  workspace.emit({ kind: 'reaction_added', channel, message, name, user });
}

/** @throws refusal `no_reaction` */
export function removeReaction(
  workspace: Workspace,
  channel: Channel,
  message: Message,
  { name, user }: Reacting,
): void {
  const reaction = message.reactions?.find((one) => one.name === name);
  if (!reaction?.users.includes(user))
    throw refusal('no_reaction', `${user} has not reacted with :${name}:.`);
  reaction.users = reaction.users.filter((one) => one !== user);
  reaction.count -= 1;
  message.reactions = message.reactions?.filter(({ count }) => count > 0);
  if (message.reactions?.length === 0) delete message.reactions;
  workspace.emit({ kind: 'reaction_removed', channel, message, name, user });
}
