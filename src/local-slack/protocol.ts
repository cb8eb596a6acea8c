/**
 * What the page and the local Slack say to each other, over one WebSocket at `/live` on the page's own origin;
 * every frame is one JSON object.
 *
 * The server opens with a `snapshot` of the whole workspace, for all people: which person the page acts as is
 * the page's own choice, and a word in every request. From then on it sends an update for each change, in the
 * order in which things happened. Objects are Slack's JSON, whole: an update replaces what the page had under
 * the same id. After a lost connection the page dials again and starts over from the new snapshot.
 *
 * The page sends requests; each is answered by one `result` with the same `id`, when the act is over: where the
 * app has a say in it (a command, a click, a submission), after the app has answered, or failed to in 3 s.
 * What an act changed comes as updates before its result.
 *
 * Avatars are at the URLs in `profile.image_…`, served by the local Slack itself.
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

/** A message and where it stands. Replies are in the same list as what they reply to: `thread_ts` tells. */
export interface PlacedMessage {
  channel: string;
  message: Message;
  /** Set where only this user may see it (Slack's "Only visible to you"). */
  ephemeral_to?: string;
}

export interface Snapshot {
  team: Team;
  app: App;
  /** People and bots; `is_bot` tells. Only people can be acted as. */
  users: User[];
  /** By user id. */
  presence: Record<string, 'active' | 'away'>;
  /** Channels, private channels, direct messages and group direct messages, archived ones too. */
  channels: Channel[];
  /** Oldest first. */
  messages: PlacedMessage[];
  /** Who has which modals open: by user id, bottom of the stack first; the last one shows. */
  modals: Record<string, View[]>;
  /** The App Home that the app has published, by user id. */
  homes: Record<string, View>;
  /** What the app declares. Any command goes to the app when this is empty. */
  commands: Command[];
  shortcuts: Shortcut[];
}

export type Update =
  | { type: 'snapshot'; snapshot: Snapshot }
  /** New, or changed in any way: text, reactions, reply_count. Same `channel`, `ts` and `ephemeral_to` = same message. */
  | ({ type: 'message' } & PlacedMessage)
  | { type: 'message_deleted'; channel: string; ts: string; ephemeral_to?: string }
  | { type: 'channel'; channel: Channel }
  | { type: 'user'; user: User }
  | { type: 'presence'; user: string; presence: 'active' | 'away' }
  /** The user's whole stack; empty when the last one has closed. */
  | { type: 'modals'; user: string; views: View[] }
  | { type: 'home'; user: string; view: View }
  /** What the app declares has changed. */
  | { type: 'declared'; commands: Command[]; shortcuts: Shortcut[] }
  | { type: 'result'; id: number; result: Result };

export interface Request {
  /** The page's own; comes back with the result. */
  id: number;
  /** Id of the person who does it. */
  as: string;
  act: Act;
}

/** Where a button, select or input stands. */
export type Container =
  | { type: 'message'; channel: string; ts: string }
  /** A modal or an App Home. */
  | { type: 'view'; view_id: string };

/** What a person does. `channel` and `user` are ids. */
export type Act =
  /**
   * Text that starts with `/` is not run as a command: that is `command`. Mentions are written as Slack has
   * them: `<@U…>`, `<#C…>`; plain `@name` and `#name` of those who are there are turned into them.
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
   * A click on a button, a choice in a select, a change of a `dispatch_action` input. The element is found by
   * its ids; `change` is what it now holds (`{ selected_option }`, `{ value }`; nothing for a button).
   * `values` is what all inputs of the same message or view hold; left-out ones keep what the server has.
   */
  | {
      type: 'action';
      container: Container;
      block_id: string;
      action_id: string;
      change?: Record<string, unknown>;
      values?: StateValues;
    }
  /** What an external select offers for what was typed: the result has `options` or `option_groups`. */
  | { type: 'options'; container: Container; block_id: string; action_id: string; value: string }
  /**
   * The modal on top. On success it has closed, or was replaced, as the `modals` update told. On failure
   * `result.errors` has a text for each faulty block by `block_id` (the app's, or a required field that is
   * empty), or else `result.text` says what is wrong.
   */
  | { type: 'submit'; view_id: string; values: StateValues }
  /** `all`: the whole stack (the cross), else the one on top (the close button). */
  | { type: 'close_view'; view_id: string; all?: boolean }
  /** `command` with its slash. A failure's `text` is what Slack would show to the person. */
  | { type: 'command'; channel: string; command: string; text: string; thread_ts?: string }
  | { type: 'shortcut'; callback_id: string }
  | { type: 'message_shortcut'; callback_id: string; channel: string; ts: string }
  | { type: 'open_home'; tab?: 'home' | 'messages' | 'about' }
  /** Direct message with one other user, or several: the result has `channel`. */
  | { type: 'open_dm'; users: string[] }
  /** The result has `channel`. */
  | { type: 'create_channel'; name: string; is_private?: boolean }
  | { type: 'join'; channel: string }
  | { type: 'leave'; channel: string }
  | { type: 'invite'; channel: string; users: string[] }
  | { type: 'mark_read'; channel: string; ts: string };

export interface Result {
  ok: boolean;
  /** For programs, as in `channel_not_found`, `operation_timeout`, `dispatch_failed`. */
  error?: string;
  /** For the person who acted. */
  text?: string;
  /** Of a submission: by `block_id`. */
  errors?: Record<string, string>;
  /** Of what was posted. */
  ts?: string;
  /** Of what was opened or created. */
  channel?: string;
  options?: Option[];
  option_groups?: OptionGroup[];
}
