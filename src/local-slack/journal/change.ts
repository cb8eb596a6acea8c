import type { Channel, Installation, Json, Membership, Message, ShownApp, User, View } from '../model.js';

/**
 * A change in a workspace. The changes of a workspace are numbered from 1 without gaps, in the order in which they
 * happened. A change holds the objects as they were right after it, and never changes itself. What the app is sent and
 * what the pages show derives from changes alone.
 */
export type Change = ChangeBody & {
  /** The workspace. A change in a shared channel is a change of each workspace that shares it. */
  team: string;
  number: number;
  /** When it happened, as in `event_ts`: seconds with six decimals, unlike that of any other change or message. */
  at: string;
};

/** What happened. Slack sends no event for the kinds that end in `_touched`. */
export type ChangeBody =
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
  /** What a member has read or closed. */
  | { kind: 'membership_touched'; channel: Channel; membership: Membership }
  | { kind: 'channel_created' | 'channel_archived' | 'channel_unarchived'; channel: Channel; user: string }
  | { kind: 'channel_renamed'; channel: Channel }
  | { kind: 'channel_touched'; channel: Channel }
  | { kind: 'user_joined' | 'user_changed'; user: User }
  | { kind: 'presence_changed'; user: string; presence: Presence }
  | { kind: 'home_opened'; app: string; user: string; channel: Channel; tab: string; view?: View }
  /** All open modals of the person, the topmost last. */
  | { kind: 'modals_changed'; user: string; views: View[] }
  | { kind: 'home_published'; user: string; view: View }
  | { kind: 'file_uploaded' | 'file_deleted'; file: string; user: string }
  | { kind: 'message_scheduled' | 'message_unscheduled'; channel: string; id: string; user: string }
  /** The app was installed in the workspace, or its name, commands or shortcuts have changed. */
  | { kind: 'app_changed'; app: ShownApp }
  /** The app was uninstalled, or has lost its access to the workspace. */
  | { kind: 'app_removed'; app: string }
  /** Slack tells one app of its own installation, such as that it was uninstalled. */
  | { kind: 'app_told'; installation: Installation; event: Json & { type: string } };

export type Presence = 'active' | 'away';
