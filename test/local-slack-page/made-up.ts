import type {
  Message,
  PlacedMessage,
  Profile,
  ShownApp,
  ShownChannel,
  Snapshot,
  Update,
  User,
} from '../../src/local-slack/protocol.js';
import { startHistory } from '../../src/local-slack-page/live/history.js';
import {
  ofSnapshot,
  type ShownWorkspace,
  withHistory,
} from '../../src/local-slack-page/live/shown-workspace.js';

/** A message that was posted this many seconds after a fixed time. */
export function message(seconds: number, fields: Partial<Message> = {}): PlacedMessage {
  const ts = `${1_790_000_000 + seconds}.000000`;
  return { channel: 'C1', message: { type: 'message', ts, user: 'U1', text: 'hi', ...fields } };
}

/** The update that brings a message. */
export function posted(placed: PlacedMessage, is_new = true): Update {
  return { type: 'message', is_new, ...placed };
}

export function user(
  id: string,
  name: string,
  fields: Partial<User> = {},
  profile: Partial<Profile> = {},
): User {
  const base: Profile = {
    title: '',
    phone: '',
    skype: '',
    real_name: name,
    real_name_normalized: name,
    display_name: '',
    display_name_normalized: '',
    fields: {},
    status_text: '',
    status_emoji: '',
    status_emoji_display_info: [],
    status_expiration: 0,
    avatar_hash: '',
    first_name: name,
    last_name: '',
    image_24: '',
    image_32: '',
    image_48: '',
    image_72: '',
    image_192: '',
    image_512: '',
    status_text_canonical: '',
    team: 'T1',
  };
  return {
    id,
    team_id: 'T1',
    name: name.toLowerCase(),
    deleted: false,
    color: '',
    real_name: name,
    tz: '',
    tz_label: '',
    tz_offset: 0,
    profile: { ...base, ...profile },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
    is_email_confirmed: true,
    who_can_share_contact_card: '',
    updated: 0,
    ...fields,
  };
}

export function channel(id: string, fields: Partial<ShownChannel> = {}): ShownChannel {
  const nothing = { value: '', creator: '', last_set: 0 };
  return {
    id,
    name: id.toLowerCase(),
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_archived: false,
    is_general: false,
    created: 0,
    updated: 0,
    creator: 'U1',
    topic: nothing,
    purpose: nothing,
    previous_names: [],
    teams: ['T1'],
    member_count: 2,
    is_member: true,
    is_closed: false,
    ...fields,
  };
}

export function app(id: string, name: string, fields: Partial<ShownApp> = {}): ShownApp {
  const number = id.slice(1);
  return {
    id,
    name,
    bot_id: `B${number}`,
    bot_user_id: `U9${number}`,
    commands: [],
    shortcuts: [],
    ...fields,
  };
}

/** A workspace with Ana, Ben and the app Poll, changed by the given fields. */
export function snapshot(given: Partial<Snapshot> = {}): Snapshot {
  return {
    world: 'w1',
    number: 10,
    you: 'U1',
    team: { id: 'T1', name: 'Team', domain: 'team', email_domain: '', url: '', icon: {} },
    workspaces: [{ id: 'T1', name: 'Team', icon: {} }],
    apps: [app('A1', 'Poll')],
    users: [user('U1', 'Ana'), user('U2', 'Ben'), user('U91', 'Poll', { is_bot: true })],
    presence: {},
    channels: [channel('C1')],
    unread: {},
    modals: [],
    homes: [],
    ...given,
  };
}

/** The workspace of `snapshot`. If messages are given, the page has read all of C1's. */
export function workspace(given: Partial<Snapshot> = {}, messages?: PlacedMessage[]): ShownWorkspace {
  const made = ofSnapshot(snapshot(given));
  return messages ? withHistory(made, 'C1', startHistory(messages, false)) : made;
}
