import { refusal } from '../refusal.js';
import { isInOrganisation } from '../workspaces/sharing.js';
import { getTeam } from '../world/team.js';
import { type Methods, reading } from './method.js';

export const team: Methods = reading({
  'team.info': async ({ workspace, args }) => {
    const id = args.find('team') || workspace.team.id;
    if (!(await isInOrganisation(workspace, id)))
      throw refusal('team_not_found', `The local Slack has no team '${id}'.`);
    return { team: await getTeam(workspace.db, id) };
  },

  'team.profile.get': async () => ({ profile: { fields: [], sections: [] } }),

  'team.preferences.list': async () => ({
    allow_message_deletion: true,
    display_real_names: true,
    disable_file_uploads: 'allow_all',
    msg_edit_window_mins: -1,
    who_can_post_general: 'everyone',
  }),
});
