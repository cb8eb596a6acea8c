import type { Channel, Json } from '../model.js';
import { maySeeChannel } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { channels, memberships, type Placement, placements } from '../world/collections.js';
import type { Args } from './args.js';
import { toConversation } from './conversation-json.js';
import type { MethodCall } from './method.js';
import { type Page, pageMetadata, pageOfPicked } from './paging.js';

/** The types of conversations that a caller can ask for, with those of events. */
export const CONVERSATION_TYPES: Record<string, Placement['type']> = {
  public_channel: 'channel',
  private_channel: 'group',
  im: 'im',
  mpim: 'mpim',
};

/** The answer of `conversations.list`, oldest channel first. */
export async function listConversations(call: MethodCall): Promise<Json> {
  const { db, team } = call.workspace;
  const isAskedFor = selection(call.args);
  const [type, ...others] = typesOf(call.args);
  const page = await pageOfPicked(
    call.args,
    (part) =>
      type && others.length === 0
        ? db.list(placements, 'type', keyOf(team.id, type), part)
        : db.list(placements, 'team', team.id, part),
    async (placement) => (isAskedFor(placement) ? findVisible(call, placement) : undefined),
  );
  return toAnswer(call, page);
}

/** The answer of `users.conversations`: the conversations of this user that the caller can see too. */
export async function listConversationsOf(call: MethodCall, user: string): Promise<Json> {
  const { db, team } = call.workspace;
  const isAskedFor = selection(call.args);
  const page = await pageOfPicked(
    call.args,
    (part) => db.list(memberships, 'user', user, part),
    async ({ channel }) => {
      const placement = await db.find(placements, keyOf(team.id, channel));
      return placement && isAskedFor(placement) ? findVisible(call, placement) : undefined;
    },
  );
  return toAnswer(call, page);
}

/** Selects by `types` and `exclude_archived`. @throws refusal `invalid_types` */
function selection(args: Args): (placement: Placement) => boolean {
  const types = typesOf(args);
  const withoutArchived = args.flag('exclude_archived');
  return ({ type, is_archived }) => types.includes(type) && !(withoutArchived && is_archived);
}

/** @throws refusal `invalid_types` */
function typesOf(args: Args): Placement['type'][] {
  const asked = args.ids('types');
  const types = (asked.length > 0 ? asked : ['public_channel']).map((name) => {
    const type = CONVERSATION_TYPES[name];
    if (type) return type;
    throw refusal(
      'invalid_types',
      `'${name}' is not a type of conversation. Use ${Object.keys(CONVERSATION_TYPES).join(', ')}.`,
    );
  });
  return [...new Set(types)];
}

async function findVisible(
  { workspace, actor }: MethodCall,
  { channel: id }: Placement,
): Promise<Channel | undefined> {
  const channel = await workspace.db.find(channels, id);
  return channel && (await maySeeChannel(workspace, channel, actor.user.id)) ? channel : undefined;
}

async function toAnswer({ workspace, actor }: MethodCall, page: Page<Channel>): Promise<Json> {
  const shown = page.items.map((channel) => toConversation(workspace, channel, actor.user.id));
  return { channels: await Promise.all(shown), ...pageMetadata(page) };
}
