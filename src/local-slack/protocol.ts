/**
 * The messages between the page and the local Slack. They share one WebSocket at `/live`, on the page's own
 * origin. Every frame is one JSON object.
 *
 * Each tab acts as one person in one workspace, which it names in the address: `/live?team=T…&as=U…`. Without `team`, or
 * with an unknown id, the tab shows the first workspace; without `as`, it acts as the first person there. To act as
 * another person, the tab connects again. Acting as people is for the developer of the app: the server refuses tabs on
 * other machines unless its options allow them.
 *
 * The server sends only what this person can see: first a `snapshot`, then a `change` for each change of the workspace,
 * in order. Objects are complete: an update replaces the object with the same id.
 *
 * If the connection is lost, the page connects again with `&world=…&since=…`: the world of its snapshot, and the number
 * of the last change that it has seen. The server answers with `resumed` and sends the changes that came since. If it
 * cannot, because the world is another one or too much has happened, it sends a new snapshot.
 *
 * A snapshot has no messages, since a workspace may have a million. The page asks for those of the channel that it shows.
 *
 * The page sends requests. The server answers each one with one `result` of the same `id`, when the act is done.
 * If the app has to answer the act (a command, a click, a submission), the result comes after the app's answer, or
 * after 3 s without one. The changes that an act makes come before its result.
 *
 * The local Slack itself serves the avatars, at the URLs in `profile.image_…`.
 */
import type {
  Channel,
  Message,
  Option,
  OptionGroup,
  ShownApp,
  StateValues,
  Team,
  User,
  View,
} from './model.js';

export type {
  Block,
  Channel,
  Command,
  ElementState,
  Json,
  Message,
  Option,
  OptionGroup,
  PlainText,
  Profile,
  Reaction,
  Shortcut,
  ShownApp,
  StateValues,
  Team,
  Topic,
  User,
  View,
} from './model.js';

/** The code with which the server closes the connection of a tab that may not act as people. Its reason says why. */
export type NotAllowed = 4403;

/** A message and its channel. Replies are in the same list as their parents; `thread_ts` marks them. */
export interface PlacedMessage {
  channel: string;
  message: Message;
  /** Set if only this user may see the message (Slack's "Only visible to you"). */
  ephemeral_to?: string;
}

/** A channel as one person sees it. */
export interface ShownChannel extends Channel {
  is_member: boolean;
  /** The `ts` of the last message that the person has read. */
  last_read?: string;
  /** True if the person closed this direct message. */
  is_closed: boolean;
  /** The members of a direct message. Absent for other channels, which may have many. */
  members?: string[];
}

/** A workspace of the world. */
export type ShownTeam = Pick<Team, 'id' | 'name' | 'icon' | 'enterprise_id'>;

/** How much a person has not read in a channel. Both numbers are at most 100. */
export interface Unread {
  count: number;
  /** The unread messages that mention the person. In a direct message, all of them. */
  calls: number;
}

export interface Snapshot {
  /** Identifies the world. A world that was reset has another id. */
  world: string;
  /** The number of the last change that the snapshot contains. */
  number: number;
  /** Id of the person that the tab acts as. */
  you: string;
  team: Team;
  /** All workspaces of the world, this one included. */
  workspaces: ShownTeam[];
  /** The apps that are installed in the workspace. */
  apps: ShownApp[];
  /**
   * People and bots (`is_bot`): at most 1,000, and also the person, the bots of the apps, and those with whom the person
   * has direct messages.
   */
  users: User[];
  /** By user id. */
  presence: Record<string, 'active' | 'away'>;
  /**
   * The channels, direct messages and group direct messages of the person, including archived ones, and at most 1,000
   * public channels that the person could join.
   */
  channels: ShownChannel[];
  /** By channel id, for the person's channels with unread messages. */
  unread: Record<string, Unread>;
  /** The person's open modals, bottom of the stack first. The last one is visible. */
  modals: View[];
  /** The App Homes that apps have published for the person. */
  homes: View[];
}

export type Frame =
  | { type: 'snapshot'; snapshot: Snapshot }
  /** The changes after `since` follow. */
  | { type: 'resumed' }
  /** A change of the workspace, with what the page has to update. Empty if the person cannot see the change. */
  | { type: 'change'; number: number; updates: Update[] }
  | { type: 'result'; id: number; result: Result };

export type Update =
  /** A new or changed message (text, reactions, reply_count). `channel`, `ts` and `ephemeral_to` identify it. */
  | ({ type: 'message'; is_new: boolean } & PlacedMessage)
  | { type: 'message_deleted'; channel: string; ts: string; ephemeral_to?: string }
  /** `messages` is set if the person can see the channel from now on: the newest 50. */
  | { type: 'channel'; channel: ShownChannel; messages?: PlacedMessage[] }
  /** The person can no longer see the channel. */
  | { type: 'channel_gone'; channel: string }
  /** A user who is new or has changed, or one whom the tab does not know and a message names. */
  | { type: 'user'; user: User }
  | { type: 'presence'; user: string; presence: 'active' | 'away' }
  /** The person's whole stack; empty when no modal is open. */
  | { type: 'modals'; views: View[] }
  | { type: 'home'; view: View }
  /** An app was installed, or its name, commands or shortcuts have changed. */
  | { type: 'app'; app: ShownApp }
  /** The app with this id was uninstalled. */
  | { type: 'app_gone'; app: string };

export interface Request {
  /** Chosen by the page; the result has the same one. */
  id: number;
  act: Act;
}

/** The message or view that contains a button, select or input. */
export type Container =
  | { type: 'message'; channel: string; ts: string }
  /** A modal or an App Home. */
  | { type: 'view'; view_id: string };

/** An act of a person. `channel`, `user` and `users` are ids. */
export type Act =
  /**
   * Posts text. Text that starts with `/` does not run a command; use `command`. Mentions have Slack's form,
   * `<@U…>` and `<#C…>`. The server converts `@name` and `#name` if there is such a user or channel.
   */
  | { type: 'post'; channel: string; text: string; thread_ts?: string; reply_broadcast?: boolean }
  | { type: 'edit'; channel: string; ts: string; text: string }
  | { type: 'delete'; channel: string; ts: string }
  /** `name` without colons, as in `thumbsup`. */
  | { type: 'react'; channel: string; ts: string; name: string }
  | { type: 'unreact'; channel: string; ts: string; name: string }
  /** Closes an ephemeral message ("Only visible to you"). */
  | { type: 'dismiss'; channel: string; ts: string }
  /**
   * A click on a button, a choice in a select, or a change of a `dispatch_action` input. `change` is the element's
   * new state (`{ selected_option }`, `{ value }`; absent for a button). `values` are the values of the inputs in
   * the same message or view. Inputs that are left out keep the values that the server has.
   */
  | {
      type: 'action';
      container: Container;
      block_id: string;
      action_id: string;
      change?: Record<string, unknown>;
      values?: StateValues;
    }
  /** Asks for the options of an external select. `value` is the typed text. Result: `options` or `option_groups`. */
  | { type: 'options'; container: Container; block_id: string; action_id: string; value: string }
  /**
   * Submits the topmost modal. On success, a `modals` update comes before the result and shows that the modal was
   * closed or replaced. On failure, `result.errors` has a text for each invalid block by `block_id`: errors from the
   * app, or from the checks of Slack's client, such as an empty required field. If `result.errors` is absent,
   * `result.text` has the reason.
   */
  | { type: 'submit'; view_id: string; values: StateValues }
  /** Closes the modal, like its close button. With `all`, closes the whole stack, like the cross. */
  | { type: 'close_view'; view_id: string; all?: boolean }
  /** `command` includes the slash. If it fails, the result's `text` is what Slack would show to the person. */
  | { type: 'command'; channel: string; command: string; text: string; thread_ts?: string }
  /** `app` is needed only if several apps declare the same `callback_id`. */
  | { type: 'shortcut'; callback_id: string; app?: string }
  | { type: 'message_shortcut'; callback_id: string; channel: string; ts: string; app?: string }
  /** Without `app`, opens the App Home of the first app. */
  | { type: 'open_home'; tab?: 'home' | 'messages' | 'about'; app?: string }
  /** Opens the direct message with one or several other users. The result has `channel`. */
  | { type: 'open_dm'; users: string[] }
  /** The result has `channel`. */
  | { type: 'create_channel'; name: string; is_private?: boolean }
  | { type: 'join'; channel: string }
  | { type: 'leave'; channel: string }
  | { type: 'invite'; channel: string; users: string[] }
  | { type: 'mark_read'; channel: string; ts: string }
  /**
   * Reads the newest 50 messages of a channel, or the 50 before `before`. The result has `messages`, oldest first, the
   * `users` that they name, and `has_more`. Replies are not among them, unless they are broadcast; ephemeral messages are.
   */
  | { type: 'read_channel'; channel: string; before?: string }
  /** Reads a thread: the parent and all its replies. The result has `messages` and `users`. */
  | { type: 'read_thread'; channel: string; ts: string }
  /** The first 200 members of a channel, as `users`. */
  | { type: 'read_members'; channel: string }
  /** The users and channels whose names start with `text`, at most 20 of each, as `users` and `channels`. */
  | { type: 'find'; text: string }
  /** The apps of the workspace with their installations, as `apps`. Admins of the organisation see all org-wide apps. */
  | { type: 'read_apps' }
  /** For admins, and for the person who installed the app. Org-wide apps are uninstalled everywhere. */
  | { type: 'uninstall_app'; app: string }
  /** Revokes the tokens with which the app acts as this person. */
  | { type: 'revoke_own_token'; app: string }
  /** Adds a workspace to an org-wide installation, or takes it away. For admins of the organisation. */
  | { type: 'set_app_access'; app: string; team: string; is_granted: boolean };

export interface Result {
  ok: boolean;
  /** An error code, such as `channel_not_found`, `operation_timeout` or `dispatch_failed`. */
  error?: string;
  /** The reason of a failure, for the person who acted. */
  text?: string;
  /** The errors of a submission, by `block_id`. */
  errors?: Record<string, string>;
  /** The `ts` of the message that was posted or edited. */
  ts?: string;
  /** The id of the channel that was posted to, opened, created, joined or invited to. */
  channel?: string;
  options?: Option[];
  option_groups?: OptionGroup[];
  /** Oldest first. */
  messages?: PlacedMessage[];
  has_more?: boolean;
  users?: User[];
  channels?: ShownChannel[];
  apps?: InstalledApp[];
}

/** An app with what its installation was granted. */
export interface InstalledApp {
  id: string;
  name: string;
  /** The name of the organisation, if the app is installed org-wide. */
  enterprise?: string;
  /** Seconds since 1970. */
  installed_at: number;
  /** The name of the person who installed it; absent if it was there from the start. */
  installed_by?: string;
  /** A list that is absent stands for all scopes. */
  scopes: { bot?: string[]; user?: string[] };
  /** The tokens that work, without their values. */
  tokens: InstalledToken[];
  may_uninstall: boolean;
  /** The workspaces of the organisation. Set for its admins, if the app is installed org-wide. */
  access?: { team: string; name: string; is_granted: boolean }[];
}

/** A token of the app, which acts as its bot or as a person. */
export interface InstalledToken {
  kind: 'bot' | 'user';
  /** The name of the bot or person. */
  name: string;
  /** True if it acts as the person who reads the list. */
  is_own: boolean;
  /** Milliseconds since 1970; absent if it does not expire. */
  expires_at?: number;
}
