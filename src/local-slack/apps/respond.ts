import type { Channel, Json } from '../model.js';
import { refusal } from '../refusal.js';
import { createArgs } from '../web-api/args.js';
import { contentOf, getShowable } from '../web-api/content.js';
import { changeEphemeral, removeEphemeral, showEphemeral } from '../workspaces/ephemerals.js';
import { findChannel } from '../workspaces/find.js';
import { changeMessage, deleteMessage, postMessage } from '../workspaces/messages.js';
import type { Post } from '../workspaces/post.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { World } from '../world/world.js';
import type { ResponseUrl } from './grant.js';
import { getInstalled } from './installed.js';
import { claimResponseUrl } from './response-urls.js';

/**
 * Applies a body that the app posted to a response_url: posts, replaces or deletes a message. A body that is refused
 * counts as a use of the URL too.
 *
 * @param path the path of the URL, with its leading slash
 * @throws refusal if the URL or the content is invalid
 */
export async function respond(world: World, path: string, body: Json): Promise<void> {
  const { now } = world;
  const about = await world.db.transact((db) => claimResponseUrl({ db, now }, path));
  await world.change(about.team, (workspace) => apply(workspace, about, body));
}

async function apply(workspace: WritableWorkspace, about: ResponseUrl, body: Json): Promise<void> {
  const channel = await findChannel(workspace, about.channel);
  if (!channel) throw refusal('channel_not_found', 'The channel of this response_url no longer exists.');
  const { installation } = await getInstalled(workspace, about.app);
  const args = createArgs(body);
  if (about.ts && args.flag('delete_original')) {
    if (about.is_ephemeral) await removeEphemeral(workspace, channel, about.ts);
    else await deleteMessage(workspace, channel, about.ts);
    return;
  }
  const content = getShowable(contentOf(body));
  if (about.ts && args.flag('replace_original')) {
    const whole = { text: '', blocks: [], attachments: [], ...content };
    if (about.is_ephemeral) await changeEphemeral(workspace, channel, about.ts, whole);
    else await changeMessage(workspace, channel, about.ts, { ...whole, by: installation.bot_user_id });
    return;
  }
  await answerInChannel(workspace, { app: about.app, channel, user: about.user, body });
}

/** Shows a message of the app to everyone if `response_type` is `in_channel`, otherwise to the person only. */
export async function answerInChannel(
  workspace: WritableWorkspace,
  { app, channel, user, body }: { app: string; channel: Channel; user: string; body: Json },
): Promise<void> {
  const { installation } = await getInstalled(workspace, app);
  const thread_ts = createArgs(body).find('thread_ts') || undefined;
  const content = getShowable(contentOf(body));
  const post: Post = { ...content, user: installation.bot_user_id, by_app: app, thread_ts };
  if (body.response_type === 'in_channel') await postMessage(workspace, channel, post);
  else await showEphemeral(workspace, channel, user, post);
}
