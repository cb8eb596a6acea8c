import type { Json } from '../base/index.js';
import type { AnyKnowledge, ChannelFacts } from '../entities/index.js';
import { contentOf, type LedgerChange } from '../messages/index.js';
import { idsOfEvent } from '../slack/index.js';
import { filledAt, flagAt, objectAt, objectsAt, textAt, timeOf } from './fields.js';
import {
  channelFacts,
  readBot,
  readChannel,
  readTeam,
  readUser,
  readWriter,
  type Seen,
} from './read-entities.js';

/** Facts about entities and changes of messages, from a payload or an answer. */
export interface Lessons {
  entities: AnyKnowledge[];
  ledger: LedgerChange[];
}

type Read = (event: Json, seen: Seen, body: Json) => AnyKnowledge[];

const readUserEvent: Read = (event, seen) => readUser(objectAt(event, 'user'), seen);
const readRename: Read = (event, seen) => readChannel(objectAt(event, 'channel'), seen, false);
const readBotEvent: Read = (event, seen) => readBot(objectAt(event, 'bot'), seen, false);

/** Returns a reader for events of one type. The type alone states these facts about the event's channel. */
function saying(facts: ChannelFacts): Read {
  return (event, seen) => channelFacts(idsOfEvent(event).channel_id, seen, facts);
}

/** Like saying(), for an event about one member. The facts only count if the member is the app's own bot. */
function ofOwnBot(facts: ChannelFacts): Read {
  return (event, seen, body) => {
    const [authorization] = objectsAt(body, 'authorizations');
    const { user_id, channel_id } = idsOfEvent(event);
    const isOwn = authorization !== undefined && filledAt(authorization, 'user_id') === user_id;
    return isOwn ? channelFacts(channel_id, seen, facts) : [];
  };
}

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['user_change', readUserEvent],
  ['user_profile_changed', readUserEvent],
  ['user_status_changed', readUserEvent],
  ['user_huddle_changed', readUserEvent],
  ['team_join', readUserEvent],
  ['channel_created', readRename],
  ['channel_rename', readRename],
  ['group_rename', readRename],
  ['channel_joined', (event, seen) => readChannel(objectAt(event, 'channel'), seen, true)],
  ['channel_archive', saying({ is_archived: true })],
  ['group_archive', saying({ is_archived: true })],
  ['channel_deleted', saying({ is_archived: true })],
  ['group_deleted', saying({ is_archived: true })],
  ['channel_unarchive', saying({ is_archived: false })],
  ['group_unarchive', saying({ is_archived: false })],
  ['channel_left', saying({ is_member: false })],
  ['group_left', saying({ is_member: false })],
  ['channel_shared', saying({ is_shared: true, is_ext_shared: true })],
  [
    'channel_unshared',
    (event, seen) =>
      channelFacts(idsOfEvent(event).channel_id, seen, { is_ext_shared: flagAt(event, 'is_ext_shared') }),
  ],
  ['member_joined_channel', ofOwnBot({ is_member: true })],
  ['member_left_channel', ofOwnBot({ is_member: false })],
  ['bot_added', readBotEvent],
  ['bot_changed', readBotEvent],
  ['team_rename', (event, seen, body) => readTeam({ ...event, id: body.team_id }, seen, false)],
  ['team_domain_change', (event, seen, body) => readTeam({ ...event, id: body.team_id }, seen, false)],
  ['message', readMessage],
  ['app_mention', (event, seen) => readWriter(event, seen)],
]);

/** Extracts the lessons of an `event_callback`. */
export function extractEvent(body: Json, seen: Seen): Lessons {
  const event = objectAt(body, 'event');
  const read = READERS.get(filledAt(event, 'type') ?? '');
  return { entities: read?.(event, seen, body) ?? [], ledger: ledgerChanges(event, seen) };
}

function readMessage(event: Json, seen: Seen): AnyKnowledge[] {
  const channel = filledAt(event, 'channel');
  return [
    ...readWriter(event, seen),
    ...readWriter(objectAt(event, 'message'), seen),
    ...channelFacts(channel, seen, { ...kindOfChannel(event), ...toldBySubtype(event) }),
  ];
}

function kindOfChannel(event: Json): ChannelFacts {
  switch (event.channel_type) {
    case 'im':
      return { is_im: true };
    case 'mpim':
      return { is_mpim: true };
    default:
      return {};
  }
}

function toldBySubtype(event: Json): ChannelFacts {
  switch (event.subtype) {
    case 'channel_name':
    case 'group_name':
      return { name: filledAt(event, 'name') };
    case 'channel_topic':
    case 'group_topic':
      return { topic: textAt(event, 'topic') };
    case 'channel_purpose':
    case 'group_purpose':
      return { purpose: textAt(event, 'purpose') };
    default:
      return {};
  }
}

/**
 * Extracts edits and deletions by anyone. The deletion of a message with replies comes as an edit that leaves a
 * tombstone. An edit without a new `edited` is Slack's own, for example when it unfurls a link.
 *
 * @see https://docs.slack.dev/reference/events/message/message_changed
 */
function ledgerChanges(event: Json, { team_id, at }: Seen): LedgerChange[] {
  const channel = filledAt(event, 'channel');
  if (event.type !== 'message' || channel === undefined || team_id === '') return [];
  if (event.subtype === 'message_deleted') {
    const ts = filledAt(event, 'deleted_ts');
    return ts === undefined ? [] : [{ change: 'deleted', team_id, channel, ts, at }];
  }
  if (event.subtype !== 'message_changed') return [];
  const message = objectAt(event, 'message');
  const ts = filledAt(message, 'ts');
  if (ts === undefined) return [];
  if (message.subtype === 'tombstone') return [{ change: 'deleted', team_id, channel, ts, at }];
  const editedTs = filledAt(objectAt(message, 'edited'), 'ts');
  const before = objectAt(objectAt(event, 'previous_message'), 'edited');
  if (editedTs === undefined || editedTs === before.ts) return [];
  return [{ change: 'shown', team_id, channel, ts, at: timeOf(editedTs) ?? at, content: contentOf(message) }];
}
