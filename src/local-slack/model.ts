import type { Json } from '../base/index.js';
import type { Block, PlainText, StateValues } from '../block-kit/index.js';
import type { DeclaredScopes, Installation } from './installation.js';

export type {
  Block,
  ElementState,
  Option,
  OptionGroup,
  PlainText,
  StateValues,
} from '../block-kit/index.js';
export type { DeclaredScopes, GrantedScopes, IncomingWebhook, Installation } from './installation.js';
export type { Json };

/** An organisation, which holds several workspaces (Enterprise Grid). */
export interface Enterprise {
  /** `E…`. */
  id: string;
  name: string;
  domain: string;
}

/** A workspace. Slack's API calls it a team. */
export interface Team {
  /** `T…`. */
  id: string;
  /** The organisation that the workspace belongs to, if it belongs to one. */
  enterprise_id?: string;
  enterprise_name?: string;
  name: string;
  domain: string;
  email_domain: string;
  url: string;
  icon: Record<string, string>;
}

export interface Profile {
  title: string;
  phone: string;
  skype: string;
  real_name: string;
  real_name_normalized: string;
  display_name: string;
  display_name_normalized: string;
  fields: Json;
  status_text: string;
  status_emoji: string;
  status_emoji_display_info: Json[];
  /** Seconds since 1970; 0 if the status does not expire. */
  status_expiration: number;
  avatar_hash: string;
  email?: string;
  first_name: string;
  last_name: string;
  image_24: string;
  image_32: string;
  image_48: string;
  image_72: string;
  image_192: string;
  image_512: string;
  status_text_canonical: string;
  team: string;
  pronouns?: string;
  api_app_id?: string;
  bot_id?: string;
  always_active?: boolean;
}

/**
 * A person, or the user of a bot, in one workspace. A person in several workspaces of an organisation has the same id in
 * all of them, but a user of its own in each.
 */
export interface User {
  /** `U…`. */
  id: string;
  team_id: string;
  /** Set for people in a workspace of an organisation. */
  enterprise_user?: EnterpriseUser;
  /** The handle, as in `local.as('ana')` and `@ana`. */
  name: string;
  deleted: boolean;
  /** Six hex digits, without `#`. */
  color: string;
  real_name: string;
  tz: string;
  tz_label: string;
  /** Seconds east of UTC. */
  tz_offset: number;
  profile: Profile;
  is_admin: boolean;
  is_owner: boolean;
  is_primary_owner: boolean;
  is_restricted: boolean;
  is_ultra_restricted: boolean;
  is_bot: boolean;
  is_app_user: boolean;
  is_email_confirmed: boolean;
  who_can_share_contact_card: string;
  /** Seconds since 1970. */
  updated: number;
}

/** A person as the organisation knows them. docs.slack.dev/reference/objects/user-object */
export interface EnterpriseUser {
  id: string;
  enterprise_id: string;
  enterprise_name: string;
  is_admin: boolean;
  is_owner: boolean;
  /** The workspaces that the person is in. */
  teams: string[];
}

export interface Topic {
  value: string;
  creator: string;
  /** Seconds since 1970; 0 if it was never set. */
  last_set: number;
}

/** A public or private channel, direct message or group direct message. Slack calls all of them conversations. */
export interface Channel {
  /** `C…`, `G…` (group direct message) or `D…` (direct message). */
  id: string;
  /** Without `#`; empty for a direct message. */
  name: string;
  is_channel: boolean;
  is_group: boolean;
  is_im: boolean;
  is_mpim: boolean;
  is_private: boolean;
  is_archived: boolean;
  is_general: boolean;
  /** Seconds since 1970. */
  created: number;
  /** Milliseconds since 1970; Slack uses milliseconds in this field. */
  updated: number;
  creator: string;
  topic: Topic;
  purpose: Topic;
  previous_names: string[];
  /** The workspaces that share the channel. The first one created it. */
  teams: string[];
  member_count: number;
}

/** A user in a channel. */
export interface Membership {
  channel: string;
  user: string;
  /** The `ts` of the last message that the user has read. */
  last_read?: string;
  /** True if the user closed this direct message. */
  is_closed?: boolean;
}

/** A message and its channel. */
export interface PostedMessage {
  channel: string;
  message: Message;
}

/** A message that one person sees. */
export interface EphemeralMessage extends PostedMessage {
  ephemeral_to: string;
}

export interface Reaction {
  name: string;
  users: string[];
  count: number;
}

export interface Message {
  type: 'message';
  subtype?: string;
  /** Seconds with six decimals, as a string: the message's id within its channel. */
  ts: string;
  /** Id of the author. For a message of the app, the id of its bot's user. */
  user?: string;
  team?: string;
  text: string;
  blocks?: Block[];
  attachments?: Json[];
  bot_id?: string;
  app_id?: string;
  bot_profile?: Json;
  /** The name that the app chose for itself in this message. */
  username?: string;
  /** The icons that the app chose for itself in this message. */
  icons?: Record<string, string>;
  /** Set on a reply, and on a parent with replies (its own ts). */
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  is_locked?: boolean;
  /** The parent, set on a reply that the channel shows too (`subtype: 'thread_broadcast'`). */
  root?: Message;
  reactions?: Reaction[];
  edited?: { user: string; ts: string };
  metadata?: Json;
  client_msg_id?: string;
  [field: string]: unknown;
}

/** A modal, or the App Home of one person. */
export interface View {
  /** `V…`. */
  id: string;
  team_id: string;
  type: 'modal' | 'home';
  title?: PlainText;
  submit?: PlainText | null;
  close?: PlainText | null;
  blocks: Block[];
  callback_id: string;
  external_id: string;
  private_metadata: string;
  state: { values: StateValues };
  hash: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  submit_disabled?: boolean;
  previous_view_id: string | null;
  root_view_id: string;
  app_id: string;
  app_installed_team_id: string;
  bot_id: string;
}

/** How a push reaches the app: by signed HTTP request or over Socket Mode. */
export type DoorName = 'http' | 'socket';

/** The app's request URLs. `all` serves every kind that has no URL of its own. `options` tries `interactions` first. */
export interface RequestUrls {
  all?: string;
  events?: string;
  interactions?: string;
  commands?: string;
  options?: string;
}

/** The doors to use; at least one. */
export type Doors = readonly [DoorName, ...DoorName[]];

/** A Slack app, as its developer configures it. */
export interface App {
  /** `A…`. */
  id: string;
  name: string;
  client_id: string;
  client_secret: string;
  signing_secret: string;
  /** The app-level tokens, `xapp-…`. */
  app_tokens: string[];
  scopes: DeclaredScopes;
  /** OAuth redirects only to these URLs, and to URLs below them. */
  redirect_urls: string[];
  /** True if access tokens expire after 12 hours, and are renewed with refresh tokens. */
  token_rotation: boolean;
  /** True if the app is a public client, which proves itself with a `code_verifier` instead of its secret. */
  pkce: boolean;
  /** True if an organisation can install the app for all of its workspaces. */
  org_deploy: boolean;
  /** The types of the events to send; all of them if absent. */
  events?: string[];
  /** If it declares none, and no other app declares the command, the app receives every command. */
  commands: Command[];
  shortcuts: Shortcut[];
  urls: RequestUrls;
  doors: Doors;
}

/** An installed app, as people see it. */
export type ShownApp = Pick<App, 'id' | 'name' | 'commands' | 'shortcuts'> &
  Pick<Installation, 'bot_id' | 'bot_user_id'>;

/** A slash command that the app declares. */
export interface Command {
  /** With its slash. */
  command: string;
  description?: string;
  usage_hint?: string;
}

/** A shortcut that the app declares, in the composer's menu (`global`) or in the menu of a message (`message`). */
export interface Shortcut {
  type: 'global' | 'message';
  name: string;
  callback_id: string;
}
