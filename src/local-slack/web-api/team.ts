import { refusal } from '../state/refusal.js';
import type { Methods } from './method.js';

export const team: Methods = {
  'team.info': ({ workspace, args }) => {
    const id = args.find('team');
    if (id && id !== workspace.team.id)
      throw refusal('team_not_found', `The local Slack has no team '${id}'.`);
    return { team: workspace.team };
  },

  'team.profile.get': () => ({ profile: { fields: [], sections: [] } }),

  'team.preferences.list': () => ({
    allow_message_deletion: true,
    display_real_names: true,
    disable_file_uploads: 'allow_all',
    msg_edit_window_mins: -1,
    who_can_post_general: 'everyone',
  }),
};
