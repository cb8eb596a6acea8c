import { newId, seconds } from '../state/ids.js';
import type { ScheduledMessage } from '../state/post.js';
import { refusal } from '../state/refusal.js';
import { badArgument } from './args.js';
import { toPost } from './chat.js';
import type { Methods } from './method.js';
import { paged, pageMetadata } from './paging.js';
import { getTarget } from './target.js';

const MOST_DAYS_AHEAD = 120;

export const chatSchedule: Methods = {
  'chat.scheduleMessage': (call) => {
    const { workspace, args } = call;
    const channel = getTarget(call);
    const post = toPost(call);
    const now = seconds(workspace.now());
    const post_at = args.findNumber('post_at');
    if (post_at === undefined) throw badArgument('missing required field: post_at');
    if (post_at <= now) throw refusal('time_in_past', 'post_at is in the past.');
    if (post_at > now + MOST_DAYS_AHEAD * 86_400) {
      throw refusal('time_too_far', `post_at is more than ${MOST_DAYS_AHEAD} days ahead.`);
    }
    const one: ScheduledMessage = { id: newId('Q'), channel: channel.id, post_at, date_created: now, post };
    workspace.scheduled.set(one.id, one);
    const { text = '', blocks, attachments } = post;
    const message = {
      type: 'delayed_message',
      text,
      user: post.user,
      bot_id: workspace.app.bot_id,
      blocks,
      attachments,
    };
    return { channel: channel.id, scheduled_message_id: one.id, post_at, message };
  },

  'chat.deleteScheduledMessage': ({ workspace, args }) => {
    const found = workspace.scheduled.get(args.get('scheduled_message_id'));
    if (!found || found.channel !== args.get('channel')) {
      throw refusal(
        'invalid_scheduled_message_id',
        'This channel has no scheduled message with this id. It may have been posted or deleted.',
      );
    }
    workspace.scheduled.delete(found.id);
    return {};
  },

  'chat.scheduledMessages.list': ({ workspace, args, actor }) => {
    const channel = args.find('channel');
    const oldest = args.findNumber('oldest') ?? 0;
    const latest = args.findNumber('latest') ?? Number.POSITIVE_INFINITY;
    const mine = [...workspace.scheduled.values()].filter(
      (one) =>
        one.post.user === actor.user.id &&
        (!channel || one.channel === channel) &&
        one.post_at >= oldest &&
        one.post_at <= latest,
    );
    const page = paged(mine, args);
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
};
