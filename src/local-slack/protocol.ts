/**
 * The messages between the page and the local Slack. They share one WebSocket at `/live`, on the page's own
 * origin. Every frame is one JSON object.
 *
 * Each tab acts as one person, whom it names in the address: `/live?as=U…`. Without `as`, or with an unknown id, the
 * tab acts as the first person of the workspace. To act as another person, the tab connects again. Acting as people
 * is for the developer of the app: the server refuses tabs on other machines unless its options allow them.
 *
 * The server sends only what this person can see: first a `snapshot`, then updates for each change, in the order of
 * the changes. Objects are complete Slack JSON: an update replaces the object with the same id. If the connection is
 * lost, the page connects again and starts from a new snapshot.
 *
 * The page sends requests. The server answers each one with one `result` of the same `id`, when the act is done.
 * If the app has to answer the act (a command, a click, a submission), the result comes after the app's answer, or
 * after 3 s without one. The updates for an act's changes come before its result.
 *
 * The local Slack itself serves the avatars, at the URLs in `profile.image_…`.
 */
import type {
  App,
  Channel,
  Command,
  Message,
  Option,
  OptionGroup,
  Shortcut,
  StateValues,
  Team,
  User,
  View,
} from './model.js';

export type {
  App,
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

export interface Snapshot {
  /** Id of the person that the tab acts as. */
  you: string;
  team: Team;
  app: App;
  /** People and bots (`is_bot`). The page can act as a person only. */
  users: User[];
  /** By user id. */
  presence: Record<string, 'active' | 'away'>;
  /** The channels, direct messages and group direct messages that the person can see, including archived ones. */
  channels: Channel[];
  /** Oldest first. */
  messages: PlacedMessage[];
  /** The person's open modals, bottom of the stack first. The last one is visible. */
  modals: View[];
  /** The person's App Home, if the app has published one. */
  home?: View;
  /** The commands that the app declares. If it declares none, every command goes to the app. */
  commands: Command[];
  shortcuts: Shortcut[];
}

export type Update =
  | { type: 'snapshot'; snapshot: Snapshot }
  /** A new or changed message (text, reactions, reply_count). `channel`, `ts` and `ephemeral_to` identify it. */
  | ({ type: 'message' } & PlacedMessage)
  | { type: 'message_deleted'; channel: string; ts: string; ephemeral_to?: string }
  /** `messages` is set if the person can see the channel from now on. */
  | { type: 'channel'; channel: Channel; messages?: PlacedMessage[] }
  /** The person can no longer see the channel. */
  | { type: 'channel_gone'; channel: string }
  | { type: 'user'; user: User }
  | { type: 'presence'; user: string; presence: 'active' | 'away' }
  /** The person's whole stack; empty when no modal is open. */
  | { type: 'modals'; views: View[] }
  | { type: 'home'; view: View }
  /** The app's declared commands or shortcuts have changed. */
  | { type: 'declared'; commands: Command[]; shortcuts: Shortcut[] }
  | { type: 'result'; id: number; result: Result };

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
  | { type: 'shortcut'; callback_id: string }
  | { type: 'message_shortcut'; callback_id: string; channel: string; ts: string }
  | { type: 'open_home'; tab?: 'home' | 'messages' | 'about' }
  /** Opens the direct message with one or several other users. The result has `channel`. */
  | { type: 'open_dm'; users: string[] }
  /** The result has `channel`. */
  | { type: 'create_channel'; name: string; is_private?: boolean }
  | { type: 'join'; channel: string }
  | { type: 'leave'; channel: string }
  | { type: 'invite'; channel: string; users: string[] }
  | { type: 'mark_read'; channel: string; ts: string };

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
}
