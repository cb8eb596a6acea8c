import { newId, seconds } from '../ids.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { ScheduledMessage } from '../workspaces/post.js';
import { scheduled } from '../world/collections.js';
import { type Args, badArgument } from './args.js';
import { toPost } from './chat.js';
import { changing, type MethodCall, type Methods, reading } from './method.js';
import { pageMetadata, pageOfPicked } from './paging.js';
import { getTarget } from './target.js';

const MOST_DAYS_AHEAD = 120;

const scheduling = changing({
  'chat.scheduleMessage': async (call) => {
    const { workspace, installed } = call;
    const channel = await getTarget(call);
    const post = toPost(call);
    const post_at = getPostAt(call);
    const one: ScheduledMessage = {
      id: newId('Q'),
      team: workspace.team.id,
      channel: channel.id,
      post_at,
      date_created: seconds(workspace.now()),
      post,
    };
    workspace.db.put(scheduled, one);
    workspace.emit({ kind: 'message_scheduled', channel: channel.id, id: one.id, user: post.user });
    const { text = '', blocks, attachments } = post;
    const message = {
      type: 'delayed_message',
      text,
      user: post.user,
      bot_id: installed.installation.bot_id,
      blocks,
      attachments,
    };
    return { channel: channel.id, scheduled_message_id: one.id, post_at, message };
  },

  'chat.deleteScheduledMessage': async ({ workspace, actor, args }) => {
    const found = await workspace.db.find(scheduled, args.get('scheduled_message_id'));
    const channel = args.get('channel');
    const isOwn = found?.team === workspace.team.id && found.post.user === actor.user.id;
    if (!isOwn || found.channel !== channel) {
      throw refusal(
        'invalid_scheduled_message_id',
        'The caller has no scheduled message with this id in this channel. It may have been posted or deleted.',
      );
    }
    const { id, post } = found;
    workspace.db.remove(scheduled, id);
    workspace.emit({ kind: 'message_unscheduled', channel, id, user: post.user });
    return {};
  },
});

const listing = reading({
  'chat.scheduledMessages.list': async ({ workspace, args, actor }) => {
    const { db, team } = workspace;
    const isAskedFor = selection(args);
    const page = await pageOfPicked(
      args,
      (part) => db.list(scheduled, 'author', keyOf(team.id, actor.user.id), part),
      async (one) => (isAskedFor(one) ? one : undefined),
    );
    return {
      scheduled_messages: page.items.map(({ id, channel, post_at, date_created, post }) => ({
        id,
        channel_id: channel,
        post_at,
        date_created,
        text: post.text ?? '',
      })),
      ...pageMetadata(page),
    };
  },
});

export const chatSchedule: Methods = { ...scheduling, ...listing };

/** When to post, in whole seconds since 1970. @throws refusal `time_in_past` or `time_too_far` */
function getPostAt({ workspace, args }: MethodCall): number {
  const given = args.findNumber('post_at');
  const now = seconds(workspace.now());
  if (given === undefined) throw badArgument('missing required field: post_at');
  const post_at = Math.floor(given);
  if (post_at <= now) throw refusal('time_in_past', 'post_at is in the past.');
  if (post_at > now + MOST_DAYS_AHEAD * 86_400) {
    throw refusal('time_too_far', `post_at is more than ${MOST_DAYS_AHEAD} days ahead.`);
  }
  return post_at;
}

/** Selects by `channel`, `oldest` and `latest`. */
function selection(args: Args): (one: ScheduledMessage) => boolean {
  const channel = args.find('channel');
  const oldest = args.findNumber('oldest') ?? 0;
  const latest = args.findNumber('latest') ?? Number.POSITIVE_INFINITY;
  return (one) => (!channel || one.channel === channel) && one.post_at >= oldest && one.post_at <= latest;
}
