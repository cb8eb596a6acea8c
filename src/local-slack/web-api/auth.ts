import { type Methods, reading } from './method.js';

export const auth: Methods = reading({
  'auth.test': async ({ workspace, installed, actor }) => ({
    url: workspace.team.url,
    team: workspace.team.name,
    user: actor.user.name,
    team_id: workspace.team.id,
    user_id: actor.user.id,
    ...(actor.is_bot && { bot_id: installed.installation.bot_id }),
    is_enterprise_install: false,
  }),

  'auth.teams.list': async ({ workspace: { team } }) => ({
    teams: [{ id: team.id, name: team.name, domain: team.domain, icon: team.icon }],
    response_metadata: { next_cursor: '' },
  }),
});
