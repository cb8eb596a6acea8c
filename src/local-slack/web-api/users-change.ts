import { isObject } from '../../base/index.js';
import type { Profile } from '../model.js';
import { refusal } from '../refusal.js';
import { getUser } from '../workspaces/find.js';
import { changeProfile, setPresence } from '../workspaces/people.js';
import { badArgument } from './args.js';
import { changing, type Methods } from './method.js';
import { refuseBot } from './users.js';

export const usersChange: Methods = changing({
  'users.profile.set': async (call) => {
    refuseBot(call);
    const { workspace, args, actor } = call;
    const name = args.find('name');
    const given = name ? { [name]: args.find('value') ?? '' } : args.findJson('profile', 'invalid_profile');
    if (!isObject(given)) throw refusal('invalid_profile', 'Give `profile`, or `name` and `value`.');
    const user = await getUser(workspace, args.find('user') ?? actor.user.id);
    const mayChange =
      user.id === actor.user.id || (actor.user.is_admin && user.team_id === workspace.team.id);
    if (!mayChange) {
      throw refusal('cannot_update_admin_user', 'Only an admin can change the profile of another user.');
    }
    const { profile } = await changeProfile(workspace, user, given as Partial<Profile>);
    return { username: user.name, profile };
  },

  'users.setPresence': async ({ workspace, args, actor }) => {
    const presence = args.get('presence');
    if (presence !== 'auto' && presence !== 'away') throw badArgument('presence must be auto or away');
    setPresence(workspace, actor.user.id, presence === 'auto' ? 'active' : 'away');
    return {};
  },
});
