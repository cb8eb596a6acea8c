import { seconds } from '../state/ids.js';
import { refusal } from '../state/refusal.js';
import type { Methods } from './method.js';

export const bots: Methods = {
  'bots.info': ({ workspace, args, actor }) => {
    const { app, users } = workspace;
    const id = args.find('bot') ?? (actor.is_bot ? app.bot_id : undefined);
    if (id !== app.bot_id) throw refusal('bot_not_found', `The local Slack has no bot '${id}'.`);
    const profile = users.get(app.bot_user_id)?.profile;
    return {
      bot: {
        id: app.bot_id,
        deleted: false,
        name: app.name,
        updated: seconds(workspace.now()),
        app_id: app.id,
        user_id: app.bot_user_id,
        icons: { image_36: profile?.image_48, image_48: profile?.image_48, image_72: profile?.image_72 },
      },
    };
  },
};
