import type { Json } from '../model.js';
import { changeEphemeral, removeEphemeral, showEphemeral } from '../state/ephemerals.js';
import { changeMessage, deleteMessage, postMessage } from '../state/messages.js';
import type { Post } from '../state/post.js';
import { refusal } from '../state/refusal.js';
import { claimResponseUrl } from '../state/response-urls.js';
import type { Workspace } from '../state/workspace.js';
import { createArgs } from '../web-api/args.js';
import { contentOf, getShowable } from '../web-api/content.js';

/**
 * Applies a body that the app posted to a response_url: posts, replaces or deletes a message.
 *
 * @param path the path of the URL, with its leading slash
 * @throws refusal if the URL or the content is invalid
 */
export function respond(workspace: Workspace, path: string, body: Json): void {
  const about = claimResponseUrl(workspace, path);
  const channel = workspace.channels.get(about.channel);
  if (!channel) throw refusal('channel_not_found', 'The channel of this response_url no longer exists.');
  const args = createArgs(body);
  const by = workspace.app.bot_user_id;
  if (about.ts && args.flag('delete_original')) {
    if (about.is_ephemeral) removeEphemeral(workspace, channel, about.ts);
    else deleteMessage(workspace, channel, about.ts);
    return;
  }
  const content = getShowable(contentOf(body));
  if (about.ts && args.flag('replace_original')) {
    const whole = { text: '', blocks: [], attachments: [], ...content };
    if (about.is_ephemeral) changeEphemeral(workspace, channel, about.ts, whole);
    else changeMessage(workspace, channel, about.ts, { ...whole, by });
    return;
  }
  answerInChannel(workspace, { channel: channel.id, user: about.user, body });
}

/** Shows a message of the app to everyone if `response_type` is `in_channel`, otherwise to the person only. */
export function answerInChannel(
  workspace: Workspace,
  { channel: channelId, user, body }: { channel: string; user: string; body: Json },
): void {
  const channel = workspace.channels.get(channelId);
  if (!channel) return;
  const thread_ts = createArgs(body).find('thread_ts') || undefined;
  const author = workspace.app.bot_user_id;
  const post: Post = { ...getShowable(contentOf(body)), user: author, by_app: true, thread_ts };
  if (body.response_type === 'in_channel') postMessage(workspace, channel, post);
  else showEphemeral(workspace, channel, user, post);
}
