import type { Channel, Message, User, View } from '../model.js';

/**
 * A change in the workspace. Each change is emitted once, in order. One listener pushes events to the app, another
 * one updates the pages. Slack sends no event for the kinds that end in `_touched`.
 */
export type Change =
  | { kind: 'message_posted'; channel: Channel; message: Message }
  | { kind: 'message_changed'; channel: Channel; message: Message; previous: Message }
  | { kind: 'message_touched'; channel: Channel; message: Message }
  | { kind: 'message_deleted'; channel: Channel; previous: Message }
  | { kind: 'ephemeral_shown'; channel: Channel; user: string; message: Message }
  | { kind: 'ephemeral_gone'; channel: Channel; user: string; ts: string }
  | {
      kind: 'reaction_added' | 'reaction_removed';
      channel: Channel;
      message: Message;
      name: string;
      user: string;
    }
  | { kind: 'member_joined'; channel: Channel; user: string; inviter?: string }
  | { kind: 'member_left'; channel: Channel; user: string; by: string }
  | { kind: 'channel_created' | 'channel_archived' | 'channel_unarchived'; channel: Channel; user: string }
  | { kind: 'channel_renamed'; channel: Channel }
  | { kind: 'channel_touched'; channel: Channel }
  | { kind: 'user_joined' | 'user_changed'; user: User }
  | { kind: 'presence_changed'; user: string; presence: Presence }
  | { kind: 'home_opened'; user: string; channel: Channel; tab: string; view?: View }
  | { kind: 'modals_changed'; user: string; views: View[] }
  | { kind: 'home_published'; user: string; view: View }
  | { kind: 'declared' };

export type Presence = 'active' | 'away';
