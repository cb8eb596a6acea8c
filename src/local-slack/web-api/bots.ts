import { findByBot } from '../apps/installed.js';
import { seconds } from '../ids.js';
import { refusal } from '../refusal.js';
import { findUser } from '../workspaces/find.js';
import { type Methods, reading } from './method.js';

export const bots: Methods = reading({
  'bots.info': async ({ workspace, installed, args, actor }) => {
    const id = args.find('bot') ?? (actor.is_bot ? installed.installation.bot_id : undefined);
    const found = id === undefined ? undefined : await findByBot(workspace, id);
    if (!found) throw refusal('bot_not_found', `The local Slack has no bot '${id}'.`);
    const { app, installation } = found;
    const profile = (await findUser(workspace, installation.bot_user_id))?.profile;
    return {
      bot: {
        id: installation.bot_id,
        deleted: false,
        name: app.name,
        updated: seconds(workspace.now()),
        app_id: app.id,
        user_id: installation.bot_user_id,
        icons: { image_36: profile?.image_48, image_48: profile?.image_48, image_72: profile?.image_72 },
      },
    };
  },
});
