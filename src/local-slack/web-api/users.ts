import { isObject } from '../../base/index.js';
import type { Profile } from '../model.js';
import { getUser } from '../state/find.js';
import { seconds } from '../state/ids.js';
import { changeProfile, setPresence } from '../state/people.js';
import { refusal } from '../state/refusal.js';
import { badArgument } from './args.js';
import { listConversations } from './conversations-read.js';
import type { MethodCall, Methods } from './method.js';
import { paged, pageMetadata } from './paging.js';

export const users: Methods = {
  'users.list': ({ workspace, args }) => {
    const page = paged([...workspace.users.values()], args, { standard: 1000 });
    return { members: page.items, cache_ts: seconds(workspace.now()), ...pageMetadata(page) };
  },

  'users.info': ({ workspace, args }) => {
    const user = getUser(workspace, args.get('user'));
    return { user: args.flag('include_locale') ? { ...user, locale: 'en-US' } : user };
  },

  'users.lookupByEmail': ({ workspace, args }) => {
    const email = args.get('email').toLowerCase();
    const user = [...workspace.users.values()].find(({ profile }) => profile.email?.toLowerCase() === email);
    if (!user) throw refusal('users_not_found', `No user has the email address '${email}'.`);
    return { user };
  },

  'users.profile.get': ({ workspace, args, actor }) => ({
    profile: getUser(workspace, args.find('user') ?? actor.user.id).profile,
  }),

  'users.profile.set': (call) => {
    refuseBot(call);
    const { workspace, args, actor } = call;
    const name = args.find('name');
    const given = name ? { [name]: args.find('value') ?? '' } : args.findJson('profile', 'invalid_profile');
    if (!isObject(given)) throw refusal('invalid_profile', 'Give `profile`, or `name` and `value`.');
    const user = getUser(workspace, args.find('user') ?? actor.user.id);
    if (user !== actor.user && !actor.user.is_admin) {
      throw refusal('cannot_update_admin_user', 'Only an admin can change the profile of another user.');
    }
    return {
      username: user.name,
      profile: changeProfile(workspace, user, given as Partial<Profile>).profile,
    };
  },

  'users.conversations': (call) => {
    const viewer = call.args.find('user') ?? call.actor.user.id;
    getUser(call.workspace, viewer);
    return listConversations(call, call.actor.user.id, ({ members }) => members.includes(viewer));
  },

  'users.getPresence': ({ workspace, args, actor }) => {
    const user = getUser(workspace, args.find('user') ?? actor.user.id);
    const presence = user.is_bot ? 'active' : (workspace.presence.get(user.id) ?? 'away');
    const own = {
      online: presence === 'active',
      auto_away: false,
      manual_away: presence === 'away',
      connection_count: 1,
    };
    return { presence, ...(user === actor.user && own) };
  },

  'users.setPresence': ({ workspace, args, actor }) => {
    const presence = args.get('presence');
    if (presence !== 'auto' && presence !== 'away') throw badArgument('presence must be auto or away');
    setPresence(workspace, actor.user, presence === 'auto' ? 'active' : 'away');
    return {};
  },

  'users.identity': (call) => {
    refuseBot(call);
    const { id, real_name, profile } = call.actor.user;
    const { image_24, image_32, image_48, image_72, image_192, image_512, email } = profile;
    return {
      user: { id, name: real_name, email, image_24, image_32, image_48, image_72, image_192, image_512 },
      team: { id: call.workspace.team.id, name: call.workspace.team.name },
    };
  },
};

function refuseBot({ actor }: MethodCall): void {
  if (actor.is_bot)
    throw refusal(
      'not_allowed_token_type',
      "This method needs a user's token (xoxp-…), not the bot's token.",
    );
}
