import { refusal } from '../state/refusal.js';
import type { Methods } from './method.js';

export const auth: Methods = {
  'auth.test': ({ workspace, actor }) => ({
    url: workspace.team.url,
    team: workspace.team.name,
    user: actor.user.name,
    team_id: workspace.team.id,
    user_id: actor.user.id,
    ...(actor.is_bot && { bot_id: workspace.app.bot_id }),
    is_enterprise_install: false,
  }),

  'auth.teams.list': ({ workspace: { team } }) => ({
    teams: [{ id: team.id, name: team.name, domain: team.domain, icon: team.icon }],
    response_metadata: { next_cursor: '' },
  }),
};

/** `api.test`, the only method that needs no token. It returns its arguments. */
export const api: Methods = {
  'api.test': ({ args }) => {
    const error = args.find('error');
    if (error) throw refusal(error, 'The caller asked for this error.');
    return { args: args.all };
  },
};
