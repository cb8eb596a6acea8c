import { seconds } from '../ids.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { getUser } from '../workspaces/find.js';
import { presenceOf } from '../workspaces/people.js';
import { getMentionedUser, toSeenUser } from '../workspaces/strangers.js';
import { users as collection } from '../world/collections.js';
import { listConversationsOf } from './conversations-list.js';
import { type MethodCall, type Methods, reading } from './method.js';
import { pageMetadata, pageOf } from './paging.js';

export const users: Methods = reading({
  'users.list': async ({ workspace, args }) => {
    const { db, team } = workspace;
    const page = await pageOf(args, (part) => db.list(collection, 'team', team.id, part), { standard: 1000 });
    return { members: page.items, cache_ts: seconds(workspace.now()), ...pageMetadata(page) };
  },

  'users.info': async ({ workspace, args, actor }) => {
    const user = await toSeenUser(
      workspace,
      await getMentionedUser(workspace, args.get('user')),
      actor.user.id,
    );
    const isExternal = 'is_stranger' in user;
    return { user: args.flag('include_locale') && !isExternal ? { ...user, locale: 'en-US' } : user };
  },

  'users.lookupByEmail': async ({ workspace, args }) => {
    const { db, team } = workspace;
    const email = args.get('email').toLowerCase();
    const [user] = await db.list(collection, 'email', keyOf(team.id, email), { limit: 1 });
    if (!user) throw refusal('users_not_found', `No user has the email address '${email}'.`);
    return { user };
  },

  'users.profile.get': async ({ workspace, args, actor }) => ({
    profile: (await getUser(workspace, args.find('user') ?? actor.user.id)).profile,
  }),

  'users.conversations': async (call) => {
    const user = call.args.find('user') ?? call.actor.user.id;
    await getUser(call.workspace, user);
    return listConversationsOf(call, user);
  },

  'users.getPresence': async ({ workspace, args, actor }) => {
    const user = await getUser(workspace, args.find('user') ?? actor.user.id);
    const presence = user.is_bot ? 'active' : await presenceOf(workspace, user.id);
    const own = {
      online: presence === 'active',
      auto_away: false,
      manual_away: presence === 'away',
      connection_count: 1,
    };
    return { presence, ...(user.id === actor.user.id && own) };
  },

  'users.identity': async (call) => {
    refuseBot(call);
    const { id, real_name, profile } = call.actor.user;
    const { image_24, image_32, image_48, image_72, image_192, image_512, email } = profile;
    return {
      user: { id, name: real_name, email, image_24, image_32, image_48, image_72, image_192, image_512 },
      team: { id: call.workspace.team.id, name: call.workspace.team.name },
    };
  },
});

/** @throws refusal `not_allowed_token_type` */
export function refuseBot({ actor }: MethodCall): void {
  if (actor.is_bot)
    throw refusal(
      'not_allowed_token_type',
      "This method needs a user's token (xoxp-…), not the bot's token.",
    );
}
