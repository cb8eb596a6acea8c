import type { Json } from '../base/index.js';
import type { AnyKnowledge, ChannelFacts, Facts, Kind, Knowledge, UserFacts } from '../entities/index.js';
import { realId } from '../slack/index.js';
import { filledAt, flagAt, integerAt, objectAt, textAt } from './fields.js';

/** Where and when facts were seen. */
export interface Seen {
  /** The workspace or organisation through which the app sees them. */
  team_id: string;
  at: Date;
}

/** Slack sends these as the names of conversations that have no name. */
const PLACEHOLDER_NAMES = new Set(['directmessage', 'privategroup']);

/**
 * Reads a full user, as in `users.info` and `user_change`, or the few fields in an interaction. In a full user, a
 * missing `is_stranger` means false.
 *
 * @see https://docs.slack.dev/reference/objects/user-object
 */
export function readUser(user: Json, seen: Seen): AnyKnowledge[] {
  const profile = objectAt(user, 'profile');
  const isWhole = 'profile' in user && filledAt(user, 'name', 'username') !== undefined;
  const facts: UserFacts = {
    home_team_id: filledAt(user, 'team_id'),
    name: filledAt(user, 'name', 'username'),
    real_name: textAt(user, 'real_name') ?? textAt(profile, 'real_name'),
    tz: textAt(user, 'tz'),
    tz_offset: integerAt(user, 'tz_offset'),
    locale: textAt(user, 'locale'),
    deleted: flagAt(user, 'deleted'),
    is_bot: flagAt(user, 'is_bot'),
    is_admin: flagAt(user, 'is_admin'),
    is_owner: flagAt(user, 'is_owner'),
    is_restricted: flagAt(user, 'is_restricted'),
    is_ultra_restricted: flagAt(user, 'is_ultra_restricted'),
    is_stranger: flagAt(user, 'is_stranger') ?? (isWhole ? false : undefined),
    ...readProfile(profile),
  };
  return knowledge('user', seen, { id: filledAt(user, 'id'), facts, complete: isWhole });
}

function readProfile(profile: Json): UserFacts {
  return {
    display_name: textAt(profile, 'display_name'),
    email: textAt(profile, 'email'),
    title: textAt(profile, 'title'),
    image_url: filledAt(profile, 'image_192', 'image_512', 'image_72'),
  };
}

/** Reads the writer of a message from `user_profile` and `bot_profile`. */
export function readWriter(message: Json, seen: Seen): AnyKnowledge[] {
  const profile = objectAt(message, 'user_profile');
  const facts: UserFacts = {
    ...readProfile(profile),
    home_team_id: filledAt(profile, 'team'),
    name: filledAt(profile, 'name'),
    real_name: filledAt(profile, 'real_name'),
    is_restricted: flagAt(profile, 'is_restricted'),
    is_ultra_restricted: flagAt(profile, 'is_ultra_restricted'),
  };
  return [
    ...knowledge('user', seen, { id: filledAt(message, 'user'), facts, complete: false }),
    ...readBot(objectAt(message, 'bot_profile'), seen, false),
  ];
}

/** Reads a conversation from a method or an event. The caller knows whether it is complete. */
export function readChannel(channel: Json, seen: Seen, complete: boolean): AnyKnowledge[] {
  const name = filledAt(channel, 'name');
  const facts: ChannelFacts = {
    name: name !== undefined && PLACEHOLDER_NAMES.has(name) ? undefined : name,
    topic: textAt(objectAt(channel, 'topic'), 'value'),
    purpose: textAt(objectAt(channel, 'purpose'), 'value'),
    is_channel: flagAt(channel, 'is_channel'),
    is_group: flagAt(channel, 'is_group'),
    is_im: flagAt(channel, 'is_im'),
    is_mpim: flagAt(channel, 'is_mpim'),
    is_private: flagAt(channel, 'is_private'),
    is_archived: flagAt(channel, 'is_archived'),
    is_shared: flagAt(channel, 'is_shared'),
    is_ext_shared: flagAt(channel, 'is_ext_shared'),
    is_member: flagAt(channel, 'is_member'),
    user: filledAt(channel, 'user'),
  };
  const isShown = facts.is_channel ?? facts.is_im ?? facts.is_group ?? facts.is_mpim;
  return knowledge('channel', seen, {
    id: filledAt(channel, 'id'),
    facts,
    complete: complete && isShown !== undefined,
  });
}

/** Makes a lesson with a few facts about a conversation, from an event. */
export function channelFacts(id: string | undefined, seen: Seen, facts: ChannelFacts): AnyKnowledge[] {
  return knowledge('channel', seen, { id, facts, complete: false });
}

/** Reads a workspace from `team.info`, an interaction or a command. */
export function readTeam(team: Json, seen: Seen, complete: boolean): AnyKnowledge[] {
  const id = filledAt(team, 'id');
  const facts = {
    name: filledAt(team, 'name'),
    domain: filledAt(team, 'domain'),
    enterprise_id: filledAt(team, 'enterprise_id'),
    icon_url: filledAt(objectAt(team, 'icon'), 'image_132', 'image_102', 'image_88', 'image_68'),
  };
  return knowledge('team', { ...seen, team_id: id ?? '' }, { id, facts, complete });
}

/** Reads a bot from `bots.info`, an event or a message's `bot_profile`. */
export function readBot(bot: Json, seen: Seen, complete: boolean): AnyKnowledge[] {
  const facts = {
    name: filledAt(bot, 'name'),
    app_id: filledAt(bot, 'app_id'),
    user_id: filledAt(bot, 'user_id'),
    deleted: flagAt(bot, 'deleted'),
  };
  return knowledge('bot', seen, { id: filledAt(bot, 'id'), facts, complete });
}

/** The parts of an entity that were read. */
interface Read<K extends Kind> {
  /** Not validated yet. */
  id: string | undefined;
  facts: Facts[K];
  complete: boolean;
}

/** Makes one lesson. Makes none if the id is not real, the tenant is unknown, or there is no fact. */
function knowledge<K extends Kind>(
  kind: K,
  { team_id, at }: Seen,
  { id: named, facts, complete }: Read<K>,
): Knowledge<K>[] {
  const id = realId(named);
  if (id === undefined || team_id === '') return [];
  const saysAnything = Object.values(facts).some((fact) => fact !== undefined);
  return saysAnything ? [{ kind, team_id, id, facts, complete, seenAt: at }] : [];
}
